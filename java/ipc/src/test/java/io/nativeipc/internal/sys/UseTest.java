package io.nativeipc.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that nothing is declared in the system-call layer that no module and no test uses. */
class UseTest {
    private static final Path JAVA = Path.of(System.getProperty("nativeipc.root", "../.."), "java");
    private static final Pattern NUMBER = Pattern.compile("public static final \\w+ \\w+ =[^;]*\"[^;]*;");
    private static final List<Class<?>> NUMBERS =
            List.of(Constants.class, Errno.class, Win32Constants.class, Win32Structs.class, Win32Error.class);

    @Test
    void everyFunctionAndNumberIsUsed() throws IOException {
        Set<String> used = words();
        assertThat(Stream.of(Posix.class, Shim.class, Win32.class)
                        .flatMap(calls -> Arrays.stream(calls.getMethods()))
                        .map(Member::getName))
                .hasSizeGreaterThan(100)
                .allMatch(used::contains);
        // The codes of Windows also give messages their names.
        assertThat(NUMBERS.stream()
                        .filter(numbers -> numbers != Win32Error.class)
                        .flatMap(numbers -> Arrays.stream(numbers.getFields()))
                        .map(Field::getName))
                .hasSizeGreaterThan(100)
                .allMatch(used::contains);
    }

    /** The numbers of POSIX differ between platforms, so this applies to those of this one. */
    @Test
    void everyNumberOfTheHeadersHasAField() {
        Set<String> fields = new HashSet<>();
        NUMBERS.forEach(numbers ->
                Arrays.stream(numbers.getFields()).map(Field::getName).forEach(fields::add));
        Properties all = new Properties();
        all.putAll(Constants.all());
        all.putAll(Constants.load("windows"));
        assertThat(all.stringPropertyNames())
                .filteredOn(name -> !name.endsWith(".text") && !all.containsKey(name + ".text"))
                .hasSizeGreaterThan(100)
                .isSubsetOf(fields);
    }

    /** Returns the words of all sources but the declarations. */
    private static Set<String> words() throws IOException {
        Set<String> words = new HashSet<>();
        try (Stream<Path> files = Files.walk(JAVA)) {
            for (Path file : files.filter(UseTest::isUse).toList()) {
                words.addAll(List.of(
                        NUMBER.matcher(Files.readString(file)).replaceAll("").split("\\W+")));
            }
        }
        return words;
    }

    private static boolean isUse(Path file) {
        String path = file.toString();
        return path.endsWith(".java")
                && path.contains("/src/")
                && !path.contains("/target/")
                && !path.matches(".*/sys/(Posix|Shim|Win32)\\.java");
    }
}
