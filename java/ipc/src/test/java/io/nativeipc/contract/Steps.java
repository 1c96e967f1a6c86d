package io.nativeipc.contract;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The steps that {@code docs/ring-layout.md} names, and tests of deaths at them. */
final class Steps {
    private static final int VICTIMS_AT_A_TIME = 3;

    static final List<String> PUBLISHING =
            List.of("publish.zeroed", "publish.claimed", "publish.half", "publish.written", "publish.published");
    static final List<String> PADDING = List.of("publish.wrapping", "publish.padded");
    static final List<String> CLAIMING_A_LANE = List.of("lane.locked", "lane.swept", "lane.registered");
    static final List<String> CLOSING = List.of("close.left", "close.unlocked");
    static final List<String> POLLING = List.of("poll.read", "poll.handled");
    static final List<String> RELEASING = List.of("poll.counted", "poll.released");
    static final List<String> TAKING_OVER = List.of("consumer.locked", "consumer.swept", "consumer.registered");
    static final List<String> FREEING = List.of("free.locked", "free.cleared", "free.unlocked");
    static final List<String> CREATING = List.of(
            "create.opened",
            "create.locked",
            "create.magic",
            "create.reserved",
            "create.header",
            "create.ready",
            "unlink.retired",
            "unlink.compared");
    static final List<String> OPENING = List.of("open.opened", "open.read", "open.attached");
    static final List<String> CLEANING = List.of("clean.locked", "clean.retired", "clean.unlinked");

    static final List<String> WAKING = List.of("publish.waking", "publish.woken");
    static final List<String> SLEEPING = List.of("poll.sleeping");
    static final List<String> WAITING_FOR_ROOM = List.of("room.waiting");

    /** Steps at which the process is not registered in a slot. */
    static final Set<String> UNREGISTERED =
            Set.of("lane.locked", "lane.swept", "consumer.locked", "consumer.swept", "close.left", "close.unlocked");

    private Steps() {}

    static Stream<String> all() {
        return Stream.of(
                        PUBLISHING,
                        PADDING,
                        CLAIMING_A_LANE,
                        CLOSING,
                        POLLING,
                        RELEASING,
                        TAKING_OVER,
                        FREEING,
                        CREATING,
                        OPENING,
                        CLEANING,
                        WAKING,
                        SLEEPING,
                        WAITING_FOR_ROOM)
                .flatMap(List::stream);
    }

    interface Death {
        void of(Victim victim) throws Exception;
    }

    /** Starts some processes in advance, because each start takes a while, and lets them die one by one. */
    static void each(int times, IntFunction<Victim> victims, Death death) throws Exception {
        Queue<Victim> started = new ArrayDeque<>();
        try {
            for (int i = 0, next = 0; i < times; i++) {
                for (; next < times && started.size() < VICTIMS_AT_A_TIME; next++) {
                    started.add(victims.apply(next));
                }
                try (Victim victim = started.remove()) {
                    death.of(victim);
                }
            }
        } finally {
            for (Victim victim : started) {
                victim.close();
            }
        }
    }

    /**
     * Returns a test for each step and each language of a victim: one death, at most two with {@code -Pfull}, and
     * {@code 25 * times} with {@code -Plong}.
     */
    static Stream<DynamicTest> at(List<String> steps, int times, String role, IntFunction<Integer> count, Death death) {
        int kills = Full.count(1, Math.min(times, 2), 25 * times);
        return RingLanguage.victims()
                .flatMap(language -> steps.stream()
                        .map(step -> DynamicTest.dynamicTest(
                                language + " " + step,
                                () -> each(kills, i -> Victim.killedAt(language, role, step, count.apply(i)), death))));
    }
}
