package io.nativeipc.benchmarks.tail;

import java.util.List;

/**
 * One measurement. In a round trip the other process sends each message back.
 *
 * @param name the name in the results
 * @param inFlight the number of messages on their way, or 0 for a stream in one direction
 * @param limit the most messages of a poll
 * @param pauses whether a caller executes one PAUSE after a poll that found nothing
 */
record Phase(String name, int inFlight, int limit, boolean pauses) {
    /** In the order in which both processes run them. */
    static final List<Phase> ALL = List.of(
            new Phase("rtt1-pause", 1, 1, true),
            new Phase("rtt1-spin", 1, 1, false),
            new Phase("rtt16-pause", 16, 1, true),
            new Phase("rtt16-spin", 16, 1, false),
            new Phase("rtt16-batch", 16, 16, true),
            new Phase("way-pause", 0, 256, true),
            new Phase("way-spin", 0, 256, false));

    boolean isStream() {
        return inFlight == 0;
    }
}
