package io.nativeipc.cli;

import io.nativeipc.ring.RingLaneStatistics;
import io.nativeipc.ring.RingSlotStatistics;
import io.nativeipc.ring.RingStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The counters of a ring channel as {@code stat} shows them: a JSON object, or lines and a table of the lanes. */
final class RingReport {
    private static final String[] HEADER = {
        "LANE", "PRODUCER", "HEAD", "POSITION", "MESSAGES", "BYTES", "FULL", "CONSUMED", "CONSUMED-BYTES", "PENDING"
    };

    private final RingStatistics ring;

    RingReport(RingStatistics ring) {
        this.ring = ring;
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        addChannel(fields);
        fields.put("consumer", slot(ring.consumer()));
        fields.put("takeovers", ring.takeovers());
        fields.put("lanesFreed", ring.lanesFreed());
        List<Map<String, @Nullable Object>> lanes = new ArrayList<>();
        for (RingLaneStatistics lane : ring.lanes()) {
            lanes.add(lane(lane));
        }
        fields.put("lanes", lanes);
        return fields;
    }

    private void addChannel(Map<String, @Nullable Object> fields) {
        fields.put("state", word(ring.state()));
        fields.put("laneCount", ring.options().laneCount());
        fields.put("laneCapacity", ring.options().laneCapacity());
        fields.put("maxMessage", ring.options().maxMessage());
        fields.put("creatorStart", ring.creatorStart());
        fields.put("inUse", inUse(ring.use()));
    }

    /** Returns whether the channel is in use; null if unknown. */
    static @Nullable Boolean inUse(RingStatistics.Use use) {
        return switch (use) {
            case IN_USE -> true;
            case UNUSED -> false;
            case UNKNOWN -> null;
        };
    }

    private static Map<String, @Nullable Object> slot(RingSlotStatistics slot) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("liveness", word(slot.liveness()));
        fields.put("pid", slot.isTaken() ? slot.pid() : null);
        fields.put("start", slot.isTaken() ? slot.start() : null);
        return fields;
    }

    private static Map<String, @Nullable Object> lane(RingLaneStatistics lane) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("producer", slot(lane.producer()));
        fields.put("head", lane.head());
        fields.put("position", known(lane.position()));
        fields.put("messages", known(lane.messages()));
        fields.put("bytes", known(lane.bytes()));
        fields.put("fullEvents", lane.fullEvents());
        fields.put("consumedMessages", lane.consumedMessages());
        fields.put("consumedBytes", lane.consumedBytes());
        return fields;
    }

    Map<String, @Nullable Object> lines() {
        Map<String, @Nullable Object> lines = new LinkedHashMap<>();
        addChannel(lines);
        lines.computeIfAbsent("inUse", unknown -> "unknown");
        lines.put("consumer", text(ring.consumer()));
        lines.put("takeovers", ring.takeovers());
        lines.put("lanesFreed", ring.lanesFreed());
        return lines;
    }

    Table table() {
        Table table = new Table(HEADER);
        for (int i = 0; i < ring.lanes().size(); i++) {
            RingLaneStatistics lane = ring.lanes().get(i);
            table.add(
                    Integer.toString(i),
                    text(lane.producer()),
                    Long.toString(lane.head()),
                    text(lane.position()),
                    text(lane.messages()),
                    text(lane.bytes()),
                    Long.toString(lane.fullEvents()),
                    Long.toString(lane.consumedMessages()),
                    Long.toString(lane.consumedBytes()),
                    text(lane.pendingMessages()));
        }
        return table;
    }

    /** Returns a derived counter; null if unknown. */
    private static @Nullable Long known(OptionalLong counter) {
        return counter.isPresent() ? counter.getAsLong() : null;
    }

    private static String text(OptionalLong counter) {
        return counter.isPresent() ? Long.toString(counter.getAsLong()) : "?";
    }

    private static String text(RingSlotStatistics slot) {
        return slot.isTaken() ? Integer.toUnsignedString(slot.pid()) + " (" + word(slot.liveness()) + ")" : "-";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
