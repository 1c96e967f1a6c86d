import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Creates the contents of each platform's jar: the native library, and a named module with one class that provides the
 * library. Arguments: the folder of META-INF/native/PLATFORM/LIBRARY, the classes of the module io.nativeipc, the
 * version, the output folder, which gets one folder for each platform, and the folder of LICENSE and NOTICE. A platform
 * whose inputs have not changed since the last run is skipped, so that nothing that depends on its jar is rebuilt.
 */
public class NativeModules {
    private static final List<String> TERMS = List.of("LICENSE", "NOTICE");

    private static final String MODULE =
            """
            /** The C library of native-ipc for %1$s. */
            module io.nativeipc.natives.%2$s {
                requires io.nativeipc;

                provides io.nativeipc.internal.sys.NativeLibrary with
                        io.nativeipc.natives.%2$s.Library;
            }
            """;

    private static final String LIBRARY =
            """
            package io.nativeipc.natives.%2$s;

            import java.io.InputStream;

            /** Found by ServiceLoader. */
            public final class Library implements io.nativeipc.internal.sys.NativeLibrary {
                @Override
                public String platform() {
                    return "%1$s";
                }

                @Override
                public InputStream open(String name) {
                    return Library.class.getResourceAsStream("/META-INF/native/%1$s/" + name);
                }
            }
            """;

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Path target = Path.of(args[3]);
        try (DirectoryStream<Path> platforms = Files.newDirectoryStream(Path.of(args[0]))) {
            for (Path folder : platforms) {
                Path to = target.resolve(folder.getFileName());
                Path stamp = target.resolve(folder.getFileName() + ".stamp");
                String inputs = inputs(folder, args);
                if (Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
                    continue;
                }
                Files.deleteIfExists(stamp);
                make(folder, Path.of(args[1]), args[2], to);
                for (String file : TERMS) {
                    Files.copy(
                            Path.of(args[4], file),
                            to.resolve("META-INF").resolve(file),
                            StandardCopyOption.REPLACE_EXISTING);
                }
                Files.writeString(stamp, inputs);
            }
        }
    }

    /** Returns a digest of everything that the output depends on, including the compiler and the texts above. */
    private static String inputs(Path folder, String[] args) throws IOException, GeneralSecurityException {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        String texts = MODULE + LIBRARY + args[2] + Runtime.version();
        all.update(texts.getBytes(StandardCharsets.UTF_8));
        List<Path> files = new ArrayList<>(List.of(
                library(folder),
                Path.of(args[1], "module-info.class"),
                Path.of(args[1], "io/nativeipc/internal/sys/NativeLibrary.class")));
        TERMS.forEach(file -> files.add(Path.of(args[4], file)));
        for (Path file : files) {
            all.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    private static void make(Path from, Path api, String version, Path to) throws IOException, GeneralSecurityException {
        String platform = from.getFileName().toString();
        String name = platform.replace('-', '.');
        Path natives = Files.createDirectories(to.resolve("META-INF/native/" + platform));
        Path library = library(from);
        Files.copy(library, natives.resolve(library.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library));
        Files.writeString(
                natives.resolve("native-ipc.properties"),
                "version=" + version + "\nsha256=" + HexFormat.of().formatHex(sum) + "\n");
        Path services = Files.createDirectories(to.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("io.nativeipc.internal.sys.NativeLibrary"), "io.nativeipc.natives." + name + ".Library\n");
        compile(List.of(
                new Source("module-info.java", MODULE.formatted(platform, name)),
                new Source("Library.java", LIBRARY.formatted(platform, name))), api, to);
    }

    private static Path library(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*native_ipc.{so,dylib,dll}")) {
            return files.iterator().next();
        }
    }

    private static void compile(List<? extends JavaFileObject> sources, Path api, Path to) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "--release", "17", "-Xlint:all,-options,-module", "-Werror", //
                "--module-path", api.toString(), "-d", to.toString());
        if (!compiler.getTask(messages, null, null, options, null, sources).call()) {
            System.err.print(messages);
            System.exit(1);
        }
    }
}
