package io.nativeipc.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes documents; Jackson is loaded with this class, so only for {@code --json}. */
final class Json {
    private Json() {}

    static String object(Map<String, @Nullable Object> fields) throws IOException {
        return write(generator -> writeObject(generator, fields));
    }

    static String array(List<Map<String, @Nullable Object>> objects) throws IOException {
        return write(generator -> {
            generator.writeStartArray();
            for (Map<String, @Nullable Object> fields : objects) {
                writeObject(generator, fields);
            }
            generator.writeEndArray();
        });
    }

    @FunctionalInterface
    private interface Document {
        void writeTo(JsonGenerator generator) throws IOException;
    }

    private static String write(Document document) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            document.writeTo(generator);
        }
        return text.append('\n').toString();
    }

    private static void writeObject(JsonGenerator generator, Map<String, @Nullable Object> fields) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
            generator.writeFieldName(field.getKey());
            if (field.getValue() instanceof List<?> values) {
                writeArray(generator, values);
            } else {
                generator.writePOJO(field.getValue());
            }
        }
        generator.writeEndObject();
    }

    private static void writeArray(JsonGenerator generator, List<?> values) throws IOException {
        generator.writeStartArray();
        for (Object value : values) {
            generator.writePOJO(value);
        }
        generator.writeEndArray();
    }
}
