package io.nativeipc.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.Region;
import io.nativeipc.api.Verbs.Verb;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The contract of the API's shape: every class for an object has the same verbs with the same parameters in the same
 * order, waits in the same three forms, and takes what is optional as options. docs/api.md is its table;
 * {@code mvn -pl java/ipc test -Dtest=VerbsTest -Dapi.update} writes it.
 */
class VerbsTest {
    private static final Path PAGE = Path.of("../../docs/api.md");
    private static final int WIDTH = 100;

    /** The {@code try} methods of another form, and why. */
    private static final Map<String, String> OTHER_FORMS = Map.of(
            "tryRead", "returns the number of bytes, as ReadableByteChannel",
            "tryWrite", "returns the number of bytes, as WritableByteChannel",
            "UnixSocket.trySend", "returns the number of bytes, with which the descriptors went",
            "UnixSocket.tryReceive", "returns the bytes and the descriptors",
            "tryReceiveBatch", "returns the number of messages; a batch always has a deadline",
            "tryPost", "a batch always has a deadline",
            "tryFlush", "a batch always has a deadline");

    /** Types that are closed but are no object of the system: what a caller holds while it uses one. */
    private static final Set<String> NO_OBJECTS = Set.of(
            "BatchReceiver",
            "BatchSender",
            "MessageReceiver",
            "MessageSender",
            "Received",
            "Region",
            "SysVObject",
            "TimedChannel");

    /** Factories of values whose last argument has a default, which an option could not show better. */
    private static final Set<String> DEFAULTED = Set.of("Struct.parse");

    @Test
    void everyObjectIsListed() {
        Set<String> listed =
                Verbs.OBJECTS.keySet().stream().map(Class::getSimpleName).collect(Collectors.toSet());
        Set<String> closeable = ApiShape.exportedTypes().stream()
                .filter(type -> Closeable.class.isAssignableFrom(type) || Region.class.isAssignableFrom(type))
                .map(Class::getSimpleName)
                .filter(name -> !NO_OBJECTS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(closeable).hasSizeGreaterThan(20).isEqualTo(new TreeSet<>(listed));
    }

    @Test
    void everyObjectHasEveryVerbOrAReason() {
        List<String> wrong = new ArrayList<>();
        Verbs.OBJECTS.forEach((type, absent) -> {
            for (Verb verb : Verb.values()) {
                boolean has = !verb.of(type).isEmpty();
                if (has == absent.containsKey(verb)) {
                    wrong.add(type.getSimpleName() + " " + verb + (has ? " is said to be absent" : " is absent"));
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** create and openOrCreate have the same required parameters; open and unlink have the first of them. */
    @Test
    void theParametersHaveOneOrder() {
        List<String> wrong = new ArrayList<>();
        Verbs.OBJECTS.keySet().forEach(type -> {
            List<List<Class<?>>> creations = needs(type, Verb.CREATE);
            List<List<Class<?>>> either = needs(type, Verb.OPEN_OR_CREATE);
            if (!either.isEmpty() && !Set.copyOf(creations).equals(Set.copyOf(either))) {
                wrong.add(type.getSimpleName() + ".openOrCreate needs " + either + ", create " + creations);
            }
            for (Verb verb : List.of(Verb.OPEN, Verb.UNLINK_BY_NAME)) {
                for (List<Class<?>> needs : needs(type, verb)) {
                    boolean byName = needs.size() == 1;
                    boolean asCreated = creations.isEmpty()
                            || creations.stream().anyMatch(each -> each.get(0) == needs.get(0))
                            || needs.get(0) == int.class; // the kernel's id of a System V object
                    if (!byName || !asCreated) {
                        wrong.add(type.getSimpleName() + " " + verb + " needs " + needs);
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static List<List<Class<?>>> needs(Class<?> type, Verb verb) {
        return verb.of(type).stream().map(ApiShape::needed).distinct().toList();
    }

    /** What is optional is an option or the timeout of a waiting form, never a second method. */
    @Test
    void noTwoFactoriesDifferInOptionalArgumentsAlone() {
        List<String> wrong = new ArrayList<>();
        int factories = 0;
        for (Class<?> type : ApiShape.exportedTypes()) {
            List<Method> all = ApiShape.factories(type);
            factories += all.size();
            for (Method one : all) {
                for (Method other : all) {
                    boolean defaulted = DEFAULTED.contains(type.getSimpleName() + "." + one.getName());
                    if (one != other && one.getName().equals(other.getName()) && isShorter(one, other) && !defaulted) {
                        wrong.add(type.getSimpleName() + "." + ApiShape.signature(one) + " and "
                                + ApiShape.signature(other));
                    }
                }
            }
        }
        assertThat(factories).isGreaterThan(50);
        assertThat(wrong).isEmpty();
    }

    private static boolean isShorter(Method one, Method other) {
        List<Class<?>> few = ApiShape.needed(one);
        List<Class<?>> many = ApiShape.needed(other);
        return few.size() < many.size() && many.subList(0, few.size()).equals(few);
    }

    @Test
    void everyWaitHasThreeForms() {
        List<String> wrong = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Class<?> type : ApiShape.exportedTypes()) {
            for (Method method : ApiShape.methods(type)) {
                if (method.getName().matches("try[A-Z].*")) {
                    seen.add(type.getSimpleName() + "." + method.getName());
                    complain(type, method).ifPresent(wrong::add);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(40);
        assertThat(wrong).isEmpty();
    }

    private static Optional<String> complain(Class<?> type, Method method) {
        String name = method.getName();
        String text = type.getSimpleName() + "." + ApiShape.signature(method);
        Class<?> result = method.getReturnType();
        boolean other = OTHER_FORMS.containsKey(name) || OTHER_FORMS.containsKey(type.getSimpleName() + "." + name);
        if (result != boolean.class && result != Optional.class && !other) {
            return Optional.of(text + " returns " + result.getSimpleName());
        }
        String waiting = Character.toLowerCase(name.charAt(3)) + name.substring(4);
        boolean timed = List.of(method.getParameterTypes()).contains(Duration.class);
        boolean hasWaiting =
                ApiShape.methods(type).stream().anyMatch(each -> each.getName().equals(waiting));
        return timed && !hasWaiting && !other ? Optional.of(text + " has no " + waiting) : Optional.empty();
    }

    @Test
    void thePageIsWhatTheClassesAre() throws IOException {
        String page = page();
        if (System.getProperty("api.update") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Lifecycle methods of each class

                A test writes this page from the classes (`VerbsTest`). Parameters that end in `...` are options and
                may be left out. The text below a table explains the methods that a class lacks.
                """);
        Verbs.OBJECTS.forEach((type, absent) -> {
            String name = type.getName().substring("io.nativeipc.".length());
            page.append("\n## ").append(name).append("\n\n| verb | methods |\n|---|---|\n");
            ApiShape.factories(type).stream()
                    .filter(method -> List.of(Verb.CREATE, Verb.OPEN, Verb.OPEN_OR_CREATE).stream()
                            .noneMatch(verb -> verb.of(type).contains(method)))
                    .collect(Collectors.groupingBy(Method::getName, TreeMap::new, Collectors.toList()))
                    .forEach((factory, methods) -> row(page, "static " + factory, methods));
            for (Verb verb : Verb.values()) {
                if (!verb.of(type).isEmpty()) {
                    row(page, verb.toString(), verb.of(type));
                }
            }
            if (!absent.isEmpty()) {
                page.append('\n');
            }
            absent.values().stream().distinct().forEach(reason -> item(page, absent, reason));
        });
        return page.toString();
    }

    /** Writes which verbs are absent for a reason, in lines of up to {@value #WIDTH} characters. */
    private static void item(StringBuilder page, Map<Verb, String> absent, String reason) {
        String verbs = absent.keySet().stream()
                .filter(verb -> absent.get(verb).equals(reason))
                .map(verb -> "`" + verb + "`")
                .collect(Collectors.joining(", "));
        StringBuilder line = new StringBuilder("-");
        for (String word : ("No " + verbs + ": " + reason + ".").split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                page.append(line).append('\n');
                line.setLength(0);
                line.append(' ');
            }
            line.append(' ').append(word);
        }
        page.append(line).append('\n');
    }

    private static void row(StringBuilder page, String verb, List<Method> methods) {
        page.append("| ")
                .append(verb)
                .append(" | ")
                .append(methods.stream()
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(method -> "`" + ApiShape.signature(method) + "`")
                        .distinct()
                        .collect(Collectors.joining(", ")))
                .append(" |\n");
    }
}
