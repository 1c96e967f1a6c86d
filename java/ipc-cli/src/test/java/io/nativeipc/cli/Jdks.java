package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Finds the JDKs of this machine. */
public final class Jdks {
    private Jdks() {}

    /** Returns the home of a JDK of exactly this feature version: the one that runs Maven, or one in /usr/lib/jvm. */
    public static Path home(int feature) throws IOException {
        Stream<Path> mavens = Stream.of(Path.of(System.getProperty("nativeipc.maven.java")));
        try (Stream<Path> usual = Files.list(Path.of("/usr/lib/jvm"))) {
            Path found = Stream.concat(mavens, usual.sorted(Comparator.reverseOrder()))
                    .filter(home -> isJava(home, feature))
                    .findFirst()
                    .orElse(null);
            assertThat(found)
                    .as("a Java " + feature + " that runs Maven or is in /usr/lib/jvm")
                    .isNotNull();
            return found;
        }
    }

    private static boolean isJava(Path home, int feature) {
        try {
            return Files.isExecutable(home.resolve("bin/java"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + feature + '.');
        } catch (IOException none) {
            return false;
        }
    }
}
