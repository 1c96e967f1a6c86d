package io.nativeipc.cli;

import io.nativeipc.inventory.Liveness;
import io.nativeipc.inventory.ObjectInfo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of {@code --json} for one object, in their order, including nulls. */
final class ObjectFields {
    private ObjectFields() {}

    static Map<String, @Nullable Object> of(ObjectInfo object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("address", object.address().toString());
        fields.put("kind", object.address().kind().toString());
        fields.put("key", object.key().map(Object::toString).orElse(null));
        fields.put("id", object.id().orElse(null));
        fields.put(
                "name",
                object.address().kind().isSysV() ? null : object.address().name());
        fields.put("owner", object.owner().orElse(null));
        fields.put("uid", object.uid().orElse(null));
        fields.put("group", object.group().orElse(null));
        fields.put("gid", object.gid().orElse(null));
        fields.put("mode", mode(object));
        fields.put("bytes", object.byteSize().orElse(null));
        fields.put("attached", object.attached().orElse(null));
        fields.put("creator", object.creator().map(ObjectFields::creator).orElse(null));
        fields.put("lastPid", object.lastPid().orElse(null));
        fields.put("created", object.created().map(Object::toString).orElse(null));
        fields.put("holders", object.holders().orElse(null));
        fields.put("holdersUnknown", object.holdersUnknown().orElse(null));
        fields.put("leftover", object.leftover().orElse(null));
        return fields;
    }

    /** Returns the mode as chmod(1) accepts it: {@code 0600}. */
    static @Nullable String mode(ObjectInfo object) {
        return object.mode().map(mode -> String.format("%04o", mode)).orElse(null);
    }

    private static Map<String, @Nullable Object> creator(Liveness creator) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("pid", creator.pid());
        fields.put("liveness", word(creator));
        fields.put("proof", creator.proof());
        fields.put("reason", creator.reason().isEmpty() ? null : creator.reason());
        return fields;
    }

    /** Returns {@code alive}, {@code dead} or {@code unknown}. */
    private static String word(Liveness process) {
        return process.state().name().toLowerCase(Locale.ROOT);
    }

    /** Returns a text such as {@code 412 dead (lock)} or {@code 412 unknown: REASON}. */
    static String text(Liveness process) {
        return process.pid() + " "
                + (process.state() == Liveness.State.UNKNOWN
                        ? "unknown: " + process.reason()
                        : word(process) + " (" + process.proof() + ")");
    }
}
