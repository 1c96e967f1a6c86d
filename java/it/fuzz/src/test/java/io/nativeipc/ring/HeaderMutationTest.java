package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Changes one to three words of valid headers. Each result must be a consistent header or be rejected with a documented
 * exception.
 */
class HeaderMutationTest {
    private static final int HEADERS = Boolean.getBoolean("nativeipc.long") ? 10_000_000 : 1_000_000;
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final RingOptions OPTIONS = new RingOptions(2, 4096, 600, false);

    /** Every word in the table of the header page. */
    private enum Field {
        MAGIC(RingLayout.MAGIC_OFFSET, 8),
        BYTE_ORDER(RingLayout.BYTE_ORDER_OFFSET, 4),
        VERSION(RingLayout.VERSION_OFFSET, 4),
        KIND(RingLayout.KIND_OFFSET, 4),
        FLAGS(RingLayout.FLAGS_OFFSET, 4),
        TOTAL_SIZE(RingLayout.TOTAL_SIZE_OFFSET, 8),
        LANE_CAPACITY(RingLayout.LANE_CAPACITY_OFFSET, 8),
        LANE_COUNT(RingLayout.LANE_COUNT_OFFSET, 4),
        MAX_MESSAGE(RingLayout.MAX_MESSAGE_OFFSET, 4),
        INSTANCE_ID(RingLayout.INSTANCE_ID_OFFSET, 8),
        INSTANCE_ID_REST(RingLayout.INSTANCE_ID_OFFSET + 8, 8),
        LOCK_KIND(RingLayout.LOCK_KIND_OFFSET, 4),
        LOCK_PATH_LENGTH(RingLayout.LOCK_PATH_LENGTH_OFFSET, 4),
        LOCK_DEVICE(RingLayout.LOCK_DEVICE_OFFSET, 8),
        LOCK_INODE(RingLayout.LOCK_INODE_OFFSET, 8),
        CREATOR_START(RingLayout.CREATOR_START_OFFSET, 8),
        CREATOR_PID(RingLayout.CREATOR_PID_OFFSET, 4),
        STATE(RingLayout.STATE_OFFSET, 4),
        LOCK_PATH(RingLayout.LOCK_PATH_OFFSET, 8);

        private final int offset;
        private final int size;

        Field(int offset, int size) {
            this.offset = offset;
            this.size = size;
        }

        long get(ByteBuffer page) {
            return size == 4 ? page.getInt(offset) : page.getLong(offset);
        }

        void put(ByteBuffer page, long value) {
            if (size == 4) {
                page.putInt(offset, (int) value);
            } else {
                page.putLong(offset, value);
            }
        }
    }

    private final SplittableRandom random = new SplittableRandom(5);
    private final Map<Field, Integer> mutated = new EnumMap<>(Field.class);
    private final Map<String, Integer> outcomes = new TreeMap<>();

    @Test
    void isAHeaderOrADocumentedException() {
        ByteBuffer whole = RingHeader.page();
        RingHeader.create(OPTIONS).write(whole);
        whole.putInt(RingLayout.STATE_OFFSET, RingLayout.STATE_READY);
        ByteBuffer page = ByteBuffer.allocate(RingLayout.PAGE).order(ByteOrder.nativeOrder());
        long slowest = 0;
        for (int i = 0; i < HEADERS; i++) {
            page.put(0, whole, 0, RingLayout.REGISTRY_OFFSET);
            if (random.nextInt(8) == 0) {
                resize(page);
            }
            for (int words = 1 + random.nextInt(3); words > 0; words--) {
                mutate(page);
            }
            long begin = System.nanoTime();
            parse(page, random.nextInt(4) == 0 ? size() : Math.max(OPTIONS.byteSize(), Field.TOTAL_SIZE.get(page)));
            slowest = Math.max(slowest, System.nanoTime() - begin);
        }
        System.out.println(HEADERS + " headers: " + outcomes + "; changed: " + mutated);
        assertThat(slowest).isLessThan(PATIENCE_NANOS);
        assertThat(mutated).hasSize(Field.values().length);
        assertThat(mutated.values()).allMatch(count -> count > HEADERS / 100);
        assertThat(outcomes).containsOnlyKeys("header", "CorruptException", "NotFoundException");
    }

    /** Sets another geometry whose total size is consistent, whatever its other values are. */
    private void resize(ByteBuffer page) {
        long lanes = random.nextInt(0, 40);
        long capacity = random.nextBoolean() ? 1L << random.nextInt(8, 33) : 8L * random.nextInt(1 << 20);
        Field.LANE_COUNT.put(page, lanes);
        Field.LANE_CAPACITY.put(page, capacity);
        Field.TOTAL_SIZE.put(page, 8192 + lanes * (4096 + capacity));
    }

    private void mutate(ByteBuffer page) {
        Field field = Field.values()[random.nextInt(Field.values().length)];
        long before = field.get(page);
        field.put(page, value(before));
        if (field.get(page) != before) {
            mutated.merge(field, 1, Integer::sum);
        }
    }

    /** Returns a value near the right one, at a limit, or anywhere. */
    private long value(long before) {
        return switch (random.nextInt(6)) {
            case 0 -> before ^ 1L << random.nextInt(64);
            case 1 -> before + random.nextInt(-8, 9);
            case 2 -> 1L << random.nextInt(64);
            case 3 -> (1L << random.nextInt(64)) - 1;
            case 4 -> random.nextInt(-1, 64);
            default -> random.nextLong();
        };
    }

    private long size() {
        return random.nextBoolean() ? random.nextInt(1 << 20) : value(OPTIONS.byteSize());
    }

    private void parse(ByteBuffer page, long byteSize) {
        String outcome = "header";
        try {
            RingHeader header = RingHeader.parse(page, byteSize, "ring:/mutated");
            contradictsNothing(header, byteSize);
        } catch (IpcException documented) {
            outcome = documented.getClass().getSimpleName();
        }
        outcomes.merge(outcome, 1, Integer::sum);
    }

    /** Checks independently of the tested code that everything used later lies within the memory. */
    static void contradictsNothing(RingHeader header, long byteSize) {
        RingOptions options = header.options();
        long lanes = options.laneCount();
        long capacity = options.laneCapacity();
        boolean right = lanes >= 1
                && lanes <= 32
                && capacity >= 4096
                && capacity <= 1 << 30
                && Long.bitCount(capacity) == 1
                && options.maxMessage() >= 1
                && options.maxMessage() <= capacity / 2 - 8
                && 8192 + lanes * (4096 + capacity) <= byteSize
                && (header.instance() | header.instanceRest()) != 0;
        if (!right) {
            throw new AssertionError(header + " in " + byteSize + " bytes");
        }
    }
}
