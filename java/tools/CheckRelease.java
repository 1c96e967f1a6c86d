import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The last step before a release is published: reports in one line which platforms are missing. Arguments: the POM of
 * the BOM, which names all platforms; what is published with them, a POM that must name them too or a folder of jars;
 * and a class path of the jars. A platform's jar counts only if its library has the SHA-256 in the file next to it.
 */
public class CheckRelease {
    private static final Pattern CLASSIFIER =
            Pattern.compile("<classifier>((?:linux|windows|macos)-[a-z0-9_-]+)</classifier>");
    private static final String DESCRIPTION = "native-ipc.properties";

    public static void main(String[] args) throws IOException {
        Set<String> missing = platforms(Path.of(args[0]));
        if (missing.isEmpty()) {
            throw new IllegalArgumentException(args[0] + " names no platform");
        }
        Path published = Path.of(args[1]);
        Set<String> named = Files.isRegularFile(published) ? platforms(published) : Set.copyOf(missing);
        for (Path jar : jars(args[2])) {
            missing.removeIf(platform -> named.contains(platform) && hasLibrary(jar, platform));
        }
        if (!missing.isEmpty()) {
            System.out.println("native-ipc: a release has the library of every platform, but " + published
                    + " is without " + String.join(", ", missing) + ": mvn clean, then mvn -Pall-platforms,release");
            System.exit(1);
        }
    }

    private static Set<String> platforms(Path pom) throws IOException {
        Set<String> platforms = new TreeSet<>();
        Matcher classifier = CLASSIFIER.matcher(Files.readString(pom));
        while (classifier.find()) {
            platforms.add(classifier.group(1));
        }
        return platforms;
    }

    /** Returns the entries of a class path; a folder in it stands for its jars. */
    private static List<Path> jars(String path) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator)) {
            try (Stream<Path> files = Files.walk(Path.of(entry), 1)) {
                files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
            }
        }
        return jars;
    }

    private static boolean hasLibrary(Path jar, String platform) {
        String folder = "META-INF/native/" + platform + "/";
        try (ZipFile archive = new ZipFile(jar.toFile())) {
            ZipEntry description = archive.getEntry(folder + DESCRIPTION);
            if (description == null) {
                return false;
            }
            Properties properties = new Properties();
            properties.load(archive.getInputStream(description));
            for (ZipEntry entry : archive.stream().toList()) {
                if (entry.getName().startsWith(folder)
                        && digest(archive, entry).equals(properties.getProperty("sha256"))) {
                    return true;
                }
            }
            return false;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(jar.toString(), unreadable);
        }
    }

    private static String digest(ZipFile archive, ZipEntry entry) throws IOException {
        try (InputStream in = archive.getInputStream(entry)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
