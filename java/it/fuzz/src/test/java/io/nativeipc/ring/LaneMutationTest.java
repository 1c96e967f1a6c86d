package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Changes records and control words while a consumer uses them. The consumer must deliver messages within the limits or
 * throw documented exceptions.
 */
class LaneMutationTest {
    private static final int CHANNELS = Boolean.getBoolean("nativeipc.long") ? 1_000_000 : 100_000;
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final SplittableRandom random = new SplittableRandom(5);
    private final Map<String, Integer> mutated = new TreeMap<>();

    /** The words to change: particular places, and any place. */
    private final Map<String, IntSupplier> places = Map.of(
            "first header", () -> HostileMemory.CONTROL + 2048,
            "a word of a lane", () -> HostileMemory.CONTROL + 8 * random.nextInt(2 * 4096 / 8),
            "head", () -> RingLayout.laneOffset(random.nextInt(2)),
            "slot", () -> RingLayout.slotOffset(random.nextInt(3)),
            "state", () -> RingLayout.STATE_OFFSET,
            "instance", () -> RingLayout.INSTANCE_ID_OFFSET,
            "consumer's page", () -> RingLayout.CONSUMER_OFFSET + 8 * random.nextInt(18),
            "lane's page", () -> RingLayout.laneOffset(random.nextInt(2)) + 8 * random.nextInt(33),
            "any control word", () -> 8 * random.nextInt(HostileMemory.CONTROL / 8));

    @Test
    void isAMessageWithinTheLimitsOrADocumentedException() throws IOException {
        String[] names = places.keySet().toArray(String[]::new);
        long corrupt = 0;
        long handled = 0;
        long slowest = 0;
        try (HostileMemory memory = new HostileMemory()) {
            for (int i = 0; i < CHANNELS; i++) {
                memory.begin(2048, 1 + random.nextInt(600), 1 + random.nextInt(600), 8, 1 + random.nextInt(100));
                RingConsumer consumer = memory.consumer();
                for (int words = 1 + random.nextInt(3); words > 0; words--) {
                    mutate(memory, names[random.nextInt(names.length)]);
                }
                long begin = System.nanoTime();
                corrupt += memory.use(consumer);
                slowest = Math.max(slowest, System.nanoTime() - begin);
                handled += memory.handled;
                assertThat(memory.longest).isLessThanOrEqualTo(HostileMemory.OPTIONS.maxMessage());
                assertThat(memory.shortest).isNotNegative();
            }
        }
        System.out.println(
                CHANNELS + " channels: " + handled + " messages, " + corrupt + " corrupt; changed: " + mutated);
        assertThat(slowest).isLessThan(PATIENCE_NANOS);
        assertThat(mutated.keySet()).isEqualTo(places.keySet());
        assertThat(corrupt).isGreaterThan(CHANNELS / 10);
        assertThat(handled).isGreaterThan(CHANNELS);
    }

    private void mutate(HostileMemory memory, String name) {
        int offset = places.get(name).getAsInt();
        memory.put(offset, word(memory.get(offset)));
        mutated.merge(name, 1, Integer::sum);
    }

    private long word(long before) {
        return switch (random.nextInt(6)) {
            case 0 -> before ^ 1L << random.nextInt(64);
            case 1 -> before + random.nextInt(-16, 17);
            case 2 -> RecordLayout.recordHeader(random.nextInt(5000), random.nextInt(4));
            case 3 -> random.nextInt(-1, 3);
            case 4 -> 8L * random.nextInt(2048);
            default -> random.nextLong();
        };
    }
}
