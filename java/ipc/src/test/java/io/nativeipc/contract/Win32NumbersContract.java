package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.os.Win32Constants;
import io.nativeipc.os.Win32Error;
import io.nativeipc.os.Win32Structs;
import io.nativeipc.peer.Peers;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Every number of Windows that stands in Java is the one of Windows's own headers, as a C program prints them. */
@EnabledOnOs(OS.WINDOWS)
public abstract class Win32NumbersContract {

    @Test
    void javaAndTheHeadersAgree() throws Exception {
        assertThat(inJava()).hasSizeGreaterThan(90).isEqualTo(inTheHeaders());
    }

    private static Map<String, Integer> inJava() throws IllegalAccessException {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Class<?> type : new Class<?>[] {Win32Constants.class, Win32Error.class, Win32Structs.class}) {
            for (Field field : type.getFields()) {
                assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
                numbers.put(field.getName(), ((Number) field.get(null)).intValue());
            }
        }
        return numbers;
    }

    private static Map<String, Integer> inTheHeaders() throws Exception {
        Process program = new ProcessBuilder(
                        Peers.nativeWindows("win32_numbers.exe").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(program.waitFor()).isZero();
        Map<String, Integer> numbers = new TreeMap<>();
        printed.lines().forEach(line -> {
            String[] words = line.split("=", -1);
            numbers.put(words[0], Integer.parseInt(words[1]));
        });
        return numbers;
    }
}
