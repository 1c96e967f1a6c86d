package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests that the numbers of Windows in the Java code equal those in its headers, which the C library returns. */
@EnabledOnOs(OS.WINDOWS)
public abstract class Win32NumbersContract {

    @Test
    void javaAndTheHeadersAgree() throws IllegalAccessException {
        Map<String, Integer> numbers = inJava();
        assertThat(numbers).hasSizeGreaterThan(90).isEqualTo(inTheHeaders(numbers.keySet()));
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

    private static Map<String, Integer> inTheHeaders(Set<String> names) {
        ByteBuffer number = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        Map<String, Integer> numbers = new TreeMap<>();
        for (String name : names) {
            if (Native.library().ipc_number(name, number) == 0) {
                numbers.put(name, (int) number.getLong(0));
            }
        }
        return numbers;
    }
}
