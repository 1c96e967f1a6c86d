package io.nativeipc.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stat}: all that is known of one object. */
@Command(description = "Show all that is known of one object.")
final class Stat extends Verb {
    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        ObjectInfo object = SystemKinds.CURRENT.find(address);
        SystemKinds.CURRENT.addHolders(List.of(object));
        if (json) {
            Output.print(Json.object(object.fields()));
            return 0;
        }
        Map<String, @Nullable Object> lines = object.fields();
        if (object.creatorPid != null) {
            lines.put("creatorAlive", object.isCreatorAlive());
        }
        lines.putAll(object.details);
        StringBuilder text = new StringBuilder();
        lines.forEach((name, value) -> {
            if (value != null) {
                text.append(name)
                        .append(": ")
                        .append(Table.printable(words(value)))
                        .append('\n');
            }
        });
        Output.print(text.toString());
        return 0;
    }

    private static String words(Object value) {
        if (!(value instanceof List<?> list)) {
            return value.toString();
        }
        return list.isEmpty() ? "none" : list.stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
