package io.nativeipc.cli;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.inventory.ObjectInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stat}: shows all information about one object. */
@Command(description = "Show one object in detail.")
final class Stat extends Verb {
    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        ObjectInfo object = Inventory.find(address, Inventory.Option.HOLDERS);
        object.originUnknown().ifPresent(Ls::warn);
        RingReport ring = object.ring().map(RingReport::new).orElse(null);
        Map<String, @Nullable Object> fields = ObjectFields.of(object);
        if (json) {
            if (address.kind() == Kind.RING) {
                fields.put("ring", ring == null ? null : ring.fields());
            }
            Output.print(Json.object(fields));
            return 0;
        }
        object.creator().ifPresent(creator -> fields.put("creator", ObjectFields.text(creator)));
        String use = object.use().orElse("");
        if (!use.isEmpty()) {
            fields.put("leftover", object.leftover().map(Object::toString).orElse("null") + ": " + use);
        } else if (object.leftover().isEmpty() && object.creator().isPresent()) {
            fields.put("leftover", "unknown");
        }
        if (object.holders().isEmpty() && object.holdersUnknown().isPresent()) {
            fields.put("holders", "unknown");
        }
        fields.putAll(object.details());
        if (ring != null) {
            fields.putAll(ring.lines());
        }
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> {
            if (value != null) {
                text.append(name)
                        .append(": ")
                        .append(Table.printable(words(value)))
                        .append('\n');
            }
        });
        Output.print(text + (ring == null ? "" : ring.table().toString()));
        return 0;
    }

    private static String words(Object value) {
        if (!(value instanceof List<?> list)) {
            return value.toString();
        }
        return list.isEmpty() ? "none" : list.stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
