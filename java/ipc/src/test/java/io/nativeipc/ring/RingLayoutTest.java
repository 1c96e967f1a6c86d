package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that the layout in Java equals the layout in C, number by number, by reading the C header. */
class RingLayoutTest {
    private static final String PREFIX = "NATIVE_IPC_RING_";
    private static final Pattern ENTRY = Pattern.compile(PREFIX + "(\\w+) = ([^,/}]+)");
    private static final Pattern TERM = Pattern.compile("\\d+ << \\d+|0x\\w+|\\w+");

    @Test
    void everyNumberIsThatOfTheHeader() throws Exception {
        Map<String, Long> java = new TreeMap<>(numbers(RingLayout.class));
        java.putAll(numbers(RecordLayout.class));
        Map<String, Long> c = header();
        assertThat(c).hasSizeGreaterThan(60);
        assertThat(java).containsExactlyInAnyOrderEntriesOf(c);
    }

    @Test
    void theMagicAndTheSizesAreThoseOfTheHeader() throws IOException {
        assertThat(Files.readString(path())).contains("#define NATIVE_IPC_RING_MAGIC \"" + RingLayout.MAGIC + '"');
        assertThat(RingLayout.totalSize(8, 256 * 1024)).isEqualTo(8192 + 8 * (4096 + 256 * 1024));
        assertThat(RecordLayout.recordSize(1)).isEqualTo(16);
        assertThat(RecordLayout.recordSize(8)).isEqualTo(16);
        assertThat(RecordLayout.recordSize(9)).isEqualTo(24);
        assertThat(RecordLayout.recordHeader(5, RecordLayout.RECORD_PADDING)).isEqualTo(0x2_0000_0005L);
    }

    private static Path path() {
        return Path.of(System.getProperty("nativeipc.root", "../.."))
                .resolve("native/include/native_ipc/ring_layout.h");
    }

    private static Map<String, Long> numbers(Class<?> layout) throws IllegalAccessException {
        Map<String, Long> numbers = new HashMap<>();
        for (Field field : layout.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType().isPrimitive()) {
                numbers.put(field.getName(), ((Number) field.get(null)).longValue());
            }
        }
        return numbers;
    }

    private static Map<String, Long> header() throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        String text = Files.readString(path());
        assertThat(text).contains("#define NATIVE_IPC_RING_LOCK_BASE (INT64_C(1) << 62)");
        numbers.put("LOCK_BASE", 1L << 62);
        Matcher entry = ENTRY.matcher(text.substring(text.indexOf("enum"), text.indexOf("};")));
        while (entry.find()) {
            numbers.put(entry.group(1), value(entry.group(2).strip(), numbers));
        }
        return numbers;
    }

    /** Evaluates a sum of numbers and names, one product, or one shift. The header has no other expressions. */
    private static long value(String expression, Map<String, Long> numbers) {
        long value = expression.contains("*") ? 1 : 0;
        Matcher term = TERM.matcher(expression.replace(PREFIX, ""));
        while (term.find()) {
            String word = term.group();
            String[] shift = word.split(" << ", -1);
            long number = shift.length == 2
                    ? Long.parseLong(shift[0]) << Integer.parseInt(shift[1])
                    : numbers.containsKey(word) ? numbers.get(word) : Long.decode(word);
            value = expression.contains("*") ? value * number : value + number;
        }
        return value;
    }
}
