import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds the project's site in {@code target/site}: README.md, docs and examples by MkDocs, the joint javadoc of all
 * modules, and the C++ reference by Doxygen. Then checks every link, and opens three pages in Chromium if it is
 * installed. Arguments: the project's folder, its version, the module path of the libraries, and the value of
 * {@code -Dpeers}.
 */
public class Site {
    private static final String MATERIAL = "9.8.2";
    private static final List<String> MODULES = List.of("ipc", "ipc-ffm", "ipc-python", "ipc-rabbitmq", "ipc-zeromq");
    private static final Pattern LINK = Pattern.compile("(\\]\\()([^)\\s]+)(\\))");
    private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^( *)// ?");
    private static final Pattern COMMENT_BESIDE = Pattern.compile("(?m)([;,{}] +)// ");

    private final Path root;
    private final Path source;
    private final Path target;
    private final Path tools;

    private Site(Path root) {
        this.root = root;
        this.source = root.resolve("target/site-source");
        this.target = root.resolve("target/site");
        this.tools = root.resolve("java/tools/site");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Site site = new Site(Path.of(args[0]).toRealPath());
        String mkdocs = mkdocs();
        if (mkdocs == null) {
            end("MkDocs is missing: pip install mkdocs-material==" + MATERIAL + ", or .ci/install-peers");
        }
        if (!Commands.isThere("doxygen")) {
            end("Doxygen is missing: apt-get install doxygen");
        }
        boolean browser = !args[3].equals("none") && Commands.isThere("chromium");
        if (!browser && args[3].equals("required")) {
            end("Chromium, which opens the pages, is missing: apt-get install chromium");
        }
        delete(site.source);
        delete(site.target);
        site.copyPages();
        site.javadoc(args[2]);
        site.doxygen(args[1]);
        site.mkdocs(mkdocs);
        List<String> broken = new Links(site.target).broken();
        if (!broken.isEmpty()) {
            broken.forEach(System.out::println);
            end(broken.size() + " links of the site are broken");
        }
        if (browser) {
            List<String> wrong = new Browser(site.target, site.root.resolve("target/site-pages")).wrong();
            if (!wrong.isEmpty()) {
                end("the pages are not as they should be in Chromium: " + String.join("; ", wrong));
            }
        } else {
            System.out.println("native-ipc: no page was opened in a browser: apt-get install chromium");
        }
        System.out.println("native-ipc: the site is in " + site.target.resolve("index.html"));
    }

    static void end(String line) {
        System.out.println("native-ipc: " + line);
        System.exit(1);
    }

    /** Returns the folder in which .ci/install-peers has put MkDocs, empty if Python finds it by itself, or null. */
    private static String mkdocs() throws InterruptedException {
        String peers = System.getenv().getOrDefault("NATIVE_IPC_PEERS", "/opt/native-ipc-peers");
        for (String folder : List.of(peers + "/mkdocs", "")) {
            if (Commands.output(folder, "python3", "-c", "import mkdocs, material") != null) {
                return folder;
            }
        }
        return null;
    }

    /** Copies each Markdown page and each file that one links to, at the same path. */
    private void copyPages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            pages.add(Path.of(page));
        }
        for (String folder : List.of("docs", "examples")) {
            try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(root::relativize)
                        .filter(file -> !file.toString().contains("target"))
                        .forEach(pages::add);
            }
        }
        Set<Path> linked = new TreeSet<>();
        for (Path page : pages) {
            write(page, relink(page, Files.readString(root.resolve(page)), linked));
        }
        for (Path path : linked) {
            if (Files.isDirectory(root.resolve(path))) {
                write(path.resolve("index.md"), list(path));
            } else if (!pages.contains(path)) {
                Path copy = source.resolve(path);
                Files.createDirectories(copy.getParent());
                Files.copy(root.resolve(path), copy);
            }
        }
    }

    /** Adds what a page links to, and makes a link to a folder one to the page that lists it. */
    private String relink(Path page, String text, Set<Path> linked) {
        return LINK.matcher(text).replaceAll(link -> {
            String address = link.group(2);
            String file = address.replaceFirst("#.*", "");
            if (file.isEmpty() || address.contains(":")) {
                return Matcher.quoteReplacement(link.group());
            }
            Path path = root.resolve(page).resolveSibling(file).normalize();
            if (!Files.exists(path) || !path.startsWith(root)) {
                return Matcher.quoteReplacement(link.group());
            }
            boolean folder = Files.isDirectory(path) && !Files.exists(path.resolve("README.md"));
            linked.add(root.relativize(folder || !Files.isDirectory(path) ? path : path.resolve("README.md")));
            String suffix = folder ? "/index.md" : Files.isDirectory(path) ? "/README.md" : "";
            String there = file.replaceFirst("/$", "") + suffix + address.substring(file.length());
            return Matcher.quoteReplacement("](" + there + ")");
        });
    }

    /** A page with the text of each program of a folder, and a link to every other file. */
    private String list(Path folder) throws IOException {
        StringBuilder page = new StringBuilder("# " + folder.getFileName() + "\n");
        List<Path> files;
        try (Stream<Path> all = Files.list(root.resolve(folder))) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            String language = name.substring(name.lastIndexOf('.') + 1);
            if (Set.of("java", "cpp", "cs", "py").contains(language)) {
                page.append("\n## ").append(name).append("\n\n```").append(language).append('\n')
                        .append(Files.readString(file).strip()).append("\n```\n");
            } else {
                page.append("\n- [").append(name).append("](").append(name).append(")\n");
                Path copy = source.resolve(folder).resolve(name);
                if (!Files.exists(copy)) {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        return page.toString();
    }

    private void javadoc(String modulePath) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javadoc").toString(),
                "-quiet", "-Werror", "-Xdoclint:all,-missing", "-encoding", "UTF-8", "-notimestamp",
                "--release", "22", "-d", source.resolve("api/java").toString(),
                "-doctitle", "native-ipc", "-windowtitle", "native-ipc", "--module-path", modulePath));
        List<String> names = new ArrayList<>();
        for (String module : MODULES) {
            String name = "io.nativeipc" + module.substring("ipc".length()).replace('-', '.');
            names.add(name);
            Path folder = root.resolve("java").resolve(module);
            List<String> folders = new ArrayList<>();
            for (String part : List.of("src/main/java", "src/main/module", "target/generated-sources/bindings")) {
                if (Files.isDirectory(folder.resolve(part))) {
                    folders.add(folder.resolve(part).toString());
                }
            }
            command.add("--module-source-path");
            command.add(name + "=" + String.join(":", folders));
        }
        command.addAll(List.of("--module", String.join(",", names)));
        Commands.run(root, "javadoc", command);
    }

    /** Doxygen reads only comments of three strokes; the headers are written for reading as source. */
    private void doxygen(String version) throws IOException, InterruptedException {
        Path headers = root.resolve("target/site-headers");
        delete(headers);
        Path include = root.resolve("native/include");
        try (Stream<Path> files = Files.walk(include)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = COMMENT_LINE.matcher(Files.readString(file)).replaceAll("$1/// ");
                Path copy = headers.resolve("include").resolve(include.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, COMMENT_BESIDE.matcher(text).replaceAll("$1///< "));
            }
        }
        Files.writeString(headers.resolve("Doxyfile"), Files.readString(tools.resolve("Doxyfile")) + "INPUT = "
                + headers.resolve("include") + "\nOUTPUT_DIRECTORY = " + Files.createDirectories(source.resolve("api"))
                + "\nPROJECT_NUMBER = " + version + "\n");
        Commands.run(headers, "doxygen", List.of("doxygen", "Doxyfile"));
        // Doxygen links to the list of a class's private classes, which it does not write
        try (Stream<Path> files = Files.walk(source.resolve("api/cpp"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".html")).toList()) {
                String text = Files.readString(file);
                if (!text.contains("name=\"nested-classes\"")) {
                    Files.writeString(file, text.replace("<a href=\"#nested-classes\">Classes</a> &#124;", ""));
                }
            }
        }
    }

    private void mkdocs(String folder) throws IOException, InterruptedException {
        String configuration = tools.resolve("mkdocs.yml").toString();
        List<String> build = List.of("python3", "-m", "mkdocs", "build", "--strict", "--config-file", configuration);
        Commands.run(root, "mkdocs", folder, build);
    }

    private void write(Path page, String text) throws IOException {
        Path file = source.resolve(page);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Deletes a folder of the build; a link in it is deleted and not followed. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    try {
                        Files.delete(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }
}
