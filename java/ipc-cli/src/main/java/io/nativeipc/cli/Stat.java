package io.nativeipc.cli;

import io.nativeipc.IpcAddress.Kind;
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
        ObjectInfo object = SystemKinds.CURRENT.find(address);
        SystemKinds.CURRENT.addHolders(List.of(object));
        RingReport ring = object.ring == null ? null : new RingReport(object.ring);
        if (json) {
            Map<String, @Nullable Object> fields = object.fields();
            if (address.kind() == Kind.RING) {
                fields.put("ring", ring == null ? null : ring.fields());
            }
            Output.print(Json.object(fields));
            return 0;
        }
        Map<String, @Nullable Object> lines = object.fields();
        if (object.creator != null) {
            lines.put("creator", object.creatorPid + " " + object.creator.text());
        }
        if (object.use != null && !object.use.isEmpty()) {
            lines.put("leftover", object.leftover + ": " + object.use);
        } else if (object.leftover == null && object.creator != null) {
            lines.put("leftover", "unknown");
        }
        if (object.holders == null && object.holdersUnknown != null) {
            lines.put("holders", "unknown");
        }
        lines.putAll(object.details);
        if (ring != null) {
            lines.putAll(ring.lines());
        }
        StringBuilder text = new StringBuilder();
        lines.forEach((name, value) -> {
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
