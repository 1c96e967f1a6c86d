package io.nativeipc.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON documents. Jackson is loaded with this class, so only for {@code --json}. */
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
            writeValue(generator, field.getValue());
        }
        generator.writeEndObject();
    }

    @SuppressWarnings("unchecked") // every map here is an object's fields
    private static void writeValue(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof List<?> values) {
            generator.writeStartArray();
            for (Object each : values) {
                writeValue(generator, each);
            }
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> fields) {
            writeObject(generator, (Map<String, @Nullable Object>) fields);
        } else {
            generator.writePOJO(value);
        }
    }
}
