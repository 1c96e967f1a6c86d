package io.nativeipc.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that dependencies have one direction: between packages in the order of {@link Layers}, and between the files of
 * a package in some order. The bytecode contains the used classes. The source also contains the classes that only
 * comments and strings refer to.
 */
class ArrowsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final Path SOURCES = Path.of("src/main/java");

    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?(io\\.nativeipc(?:\\.[a-z]\\w*)*)\\.([A-Z]\\w*)", Pattern.MULTILINE);
    private static final Pattern EXPORT = Pattern.compile("exports\\s+([\\w.]+)(?:\\s+to\\s+([^;]+))?;");
    private static final Pattern TEXT = Pattern.compile("\"(io\\.nativeipc(?:\\.[a-z]\\w*)*)\\.([A-Z]\\w*)\"");

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }

    private static boolean isOurs(String type) {
        return type.startsWith(Layers.ROOT + ".");
    }

    private static void eachDependency(BiConsumer<String, String> user) {
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().forEach(dependency -> {
                String target = outermost(dependency.getTargetClass().getBaseComponentType());
                if (isOurs(target) && !target.equals(outermost(type))) {
                    user.accept(outermost(type), target);
                }
            });
        }
    }

    @Test
    void noPackageDependsOnAHigherOne() {
        Set<String> wrong = new TreeSet<>();
        eachDependency((from, to) -> {
            if (!Layers.allows(packageOf(from), packageOf(to)) && !Layers.mayLookUp(from)) {
                wrong.add(from + " -> " + to);
            }
        });
        assertThat(CLASSES).hasSizeGreaterThan(200);
        assertThat(wrong).isEmpty();
    }

    @Test
    void noSourceImportsOrNamesAHigherOne() throws IOException {
        Set<String> wrong = new TreeSet<>();
        int read = 0;
        for (Path source : sources()) {
            String text = Files.readString(source);
            String from =
                    SOURCES.relativize(source).toString().replace('/', '.').replaceFirst("\\.java$", "");
            read++;
            for (Pattern pattern : List.of(IMPORT, TEXT)) {
                Matcher found = pattern.matcher(text);
                while (found.find()) {
                    boolean inThisModule = Files.exists(
                            SOURCES.resolve(found.group(1).replace('.', '/') + "/" + found.group(2) + ".java"));
                    boolean allowed = inThisModule
                            ? Layers.allows(packageOf(from), found.group(1)) || Layers.mayLookUp(from)
                            : Layers.mayLookUp(from) || Layers.findsProviders(from);
                    if (!allowed) {
                        wrong.add(from + " -> " + found.group(1) + "." + found.group(2));
                    }
                }
            }
        }
        assertThat(read).isGreaterThan(200);
        assertThat(wrong).isEmpty();
    }

    /** A hidden superclass or interface shows methods whose documentation and types a user cannot see. */
    @Test
    void noExportedTypeInheritsFromAHiddenOne() {
        Set<String> wrong = new TreeSet<>();
        int exported = 0;
        for (JavaClass type : CLASSES) {
            if (isExported(type)) {
                exported++;
                Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                        .filter(ancestor -> isOurs(ancestor.getName()) && !isExported(ancestor))
                        .forEach(ancestor -> wrong.add(type.getName() + " -> " + ancestor.getName()));
            }
        }
        assertThat(exported).isGreaterThan(60);
        assertThat(wrong).isEmpty();
    }

    /** What a module of ours needs is what another author's program needs, so it is exported, or not needed. */
    @Test
    void otherModulesUseExportedPackages() throws IOException {
        Set<String> wrong = new TreeSet<>();
        Set<String> modules = new TreeSet<>();
        for (Path main : others()) {
            modules.add(main.getName(1).toString());
            for (Path source : sources(main)) {
                if (Files.readString(source).contains(Layers.ROOT + ".internal.")) {
                    wrong.add(source.toString());
                }
            }
        }
        assertThat(modules).contains("ipc-cli", "ipc-python", "ipc-rabbitmq", "ipc-zeromq");
        assertThat(wrong).isEmpty();
    }

    /** Returns the sources of the modules that are not insiders. */
    private static List<Path> others() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            return modules.filter(
                            module -> !Layers.mayUseHidden(module.getFileName().toString()))
                    .map(module -> module.resolve("src/main"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    @Test
    void hiddenPackagesAreExportedToProvidersAndPlatformJarsAlone() throws IOException {
        Set<String> wrong = new TreeSet<>();
        Matcher export = EXPORT.matcher(Files.readString(SOURCES.resolve("module-info.java")));
        int exports = 0;
        while (export.find()) {
            exports++;
            for (String to : export.group(2) == null
                    ? List.of("every module")
                    : List.of(export.group(2).split(","))) {
                if (export.group(1).contains(".internal.") && !Layers.mayExportHiddenTo(to.strip())) {
                    wrong.add(export.group(1) + " -> " + to.strip());
                }
            }
        }
        assertThat(exports).isGreaterThan(5);
        assertThat(wrong).isEmpty();
    }

    private static boolean isExported(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackageName().startsWith(Layers.ROOT + ".internal");
    }

    private static List<Path> sources() throws IOException {
        return sources(SOURCES);
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")
                            && !file.endsWith("module-info.java")
                            && !file.endsWith("package-info.java"))
                    .toList();
        }
    }

    @Test
    void noFilesDependOnEachOther() {
        Map<String, Set<String>> graph = new TreeMap<>();
        eachDependency((from, to) -> {
            if (!Layers.mayLookUp(from)) {
                graph.computeIfAbsent(from, unused -> new TreeSet<>()).add(to);
            }
        });
        Set<Set<String>> circles = new HashSet<>();
        for (String start : graph.keySet()) {
            Set<String> circle = new TreeSet<>();
            for (String reached : reachable(graph, graph.get(start))) {
                if (reachable(graph, graph.getOrDefault(reached, Set.of())).contains(start)) {
                    circle.add(reached.substring(Layers.ROOT.length() + 1));
                }
            }
            if (!circle.isEmpty()) {
                circles.add(circle);
            }
        }
        assertThat(circles).isEmpty();
    }

    private static Set<String> reachable(Map<String, Set<String>> graph, Collection<String> from) {
        Set<String> seen = new LinkedHashSet<>(from);
        Deque<String> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (String next : graph.getOrDefault(open.pop(), Set.of())) {
                if (seen.add(next)) {
                    open.push(next);
                }
            }
        }
        return seen;
    }
}
