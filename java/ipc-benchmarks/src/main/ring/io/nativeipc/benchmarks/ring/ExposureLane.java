package io.nativeipc.benchmarks.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A lane with the record format and the stores of the ring channel, without its other parts. Each end has its own
 * object.
 */
final class ExposureLane {
    static final int CAPACITY = 256 * 1024;
    /** The size of the control page, which contains the head. */
    static final int CONTROL = 4096;

    static final int BYTE_SIZE = CONTROL + CAPACITY;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int HEADER = 8;
    private static final long MESSAGE = 1L << 32;
    private static final long PADDING = 2L << 32;

    private final ByteBuffer control;
    private final ByteBuffer data;
    private final Exposure exposure;
    private long tail;
    private long head;
    private long released;

    ExposureLane(String kind, ByteBuffer control, ByteBuffer data) {
        this.control = control;
        this.data = data;
        this.exposure = Exposure.of(kind, data.duplicate().order(ByteOrder.nativeOrder()));
    }

    boolean trySend(MessageKind writer, int length, long number) {
        int record = length + HEADER + 7 & -8;
        int index = (int) tail & CAPACITY - 1;
        int pad = record > CAPACITY - index ? CAPACITY - index : 0;
        long needed = tail + pad + record + HEADER - CAPACITY;
        if (head < needed) {
            head = (long) LONG.getAcquire(control, 0);
            if (head < needed) {
                return false;
            }
        }
        if (pad != 0) {
            LONG.set(data, 0, 0L);
            LONG.setRelease(data, index, PADDING | pad - HEADER);
            tail += pad;
            index = 0;
        }
        LONG.set(data, (int) (tail + record) & CAPACITY - 1, 0L);
        exposure.fill(writer, index + HEADER, length, number);
        LONG.setRelease(data, index, MESSAGE | length);
        tail += record;
        return true;
    }

    int poll(MessageKind[] handlers, long firstNumber, int limit) {
        int handled = 0;
        while (handled < limit) {
            int index = (int) head & CAPACITY - 1;
            long header = (long) LONG.getAcquire(data, index);
            if (header == 0) {
                release();
                return handled;
            }
            int length = (int) header;
            if (header >>> 32 == 1) {
                exposure.deliver(handlers[(int) ((firstNumber + handled) % handlers.length)], index + HEADER, length);
                giveBack(index, header, length + HEADER + 7 & -8);
                handled++;
            }
            head += length + HEADER + 7 & -8;
            if (head - released >= CAPACITY / 4) {
                release();
            }
        }
        return handled;
    }

    private void giveBack(int index, long header, int record) {
        if (record > 256) {
            data.put(index, data, index, record);
            return;
        }
        LONG.setRelease(data, index, header);
        for (int line = (index | 63) + 1; line < index + record; line += 64) {
            LONG.setRelease(data, line, (long) LONG.get(data, line));
        }
    }

    private void release() {
        if (head != released) {
            LONG.setRelease(control, 0, head);
            released = head;
        }
    }
}
