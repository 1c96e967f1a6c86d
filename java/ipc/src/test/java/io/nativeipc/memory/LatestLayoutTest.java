package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that the layout in Java is that of the document and of the C++ header, offset by offset. */
class LatestLayoutTest {
    private static final Pattern ROW = Pattern.compile("\\| ([\\d, ]+) \\| [\\d, ]+ \\| ([A-Z_, ]+) \\|");
    private static final Pattern CONSTANT = Pattern.compile("([A-Z_]+) = (\\d+)[,;]");

    @Test
    void theOffsetsAreThoseOfTheDocument() throws Exception {
        Map<String, Integer> document = new TreeMap<>();
        Matcher row = ROW.matcher(read("docs/latest-value-layout.md"));
        while (row.find()) {
            String[] offsets = row.group(1).split(", ", -1);
            String[] names = row.group(2).split(", ", -1);
            for (int i = 0; i < names.length; i++) {
                document.put(names[i], Integer.parseInt(offsets[i]));
            }
        }
        assertThat(document.remove("LOCK_PATH")).isEqualTo(256);
        Map<String, Integer> java = new TreeMap<>();
        for (Field field : LatestLayout.class.getDeclaredFields()) {
            if (field.getName().endsWith("_OFFSET")) {
                String name = field.getName().replaceFirst("_OFFSET$", "");
                java.put(name.replaceFirst("^WRITER_", ""), field.getInt(null));
            }
        }
        assertThat(java.remove("CELLS")).isEqualTo(LatestLayout.PAGE);
        assertThat(java).containsExactlyInAnyOrderEntriesOf(document);
    }

    @Test
    void theNumbersAreThoseOfTheHeader() throws Exception {
        String header = read("native/include/native_ipc/latest_value.hpp");
        Matcher constant =
                CONSTANT.matcher(header.substring(header.indexOf("struct LatestLayout"), header.indexOf("};")));
        int found = 0;
        while (constant.find()) {
            int value = Integer.parseInt(constant.group(2));
            assertThat(value(constant.group(1))).as(constant.group(1)).isEqualTo(value);
            found++;
        }
        assertThat(found).isEqualTo(11);
        assertThat(header).contains("MAGIC[] = \"" + LatestLayout.MAGIC + '"');
    }

    private static int value(String name) throws IllegalAccessException {
        for (Field field : LatestLayout.class.getDeclaredFields()) {
            if (field.getName().equals(name) && field.getType() == int.class
                    || field.getName().equals(name + "_OFFSET")) {
                return field.getInt(null);
            }
        }
        throw new AssertionError(name);
    }

    private static String read(String path) throws IOException {
        return Files.readString(Path.of(System.getProperty("nativeipc.root", "../.."), path.split("/")));
    }
}
