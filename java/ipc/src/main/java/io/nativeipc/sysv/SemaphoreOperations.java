package io.nativeipc.sysv;

import io.nativeipc.internal.sys.Constants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Operations on semaphores of one set that are performed together, all or none ({@code struct sembuf[]}). An object can
 * be used any number of times and from any thread.
 *
 * <pre>{@code
 * SemaphoreOperations party = SemaphoreOperations.of(0, -2).and(1, -1);
 * set.operate(party.undo()); // the kernel gives them back if this process dies
 * System.out.println("left: " + set.value(0) + " tables and " + set.value(1) + " cooks");
 * if (!set.tryOperate(party, Duration.ofMillis(100))) {
 *     System.out.println("no room for another party");
 * }
 * set.operate(SemaphoreOperations.of(0, 2).and(1, 1).undo());
 * }</pre>
 *
 * <p>{@code SemaphoreOperations.of(0, -2).and(1, 1)} subtracts 2 from semaphore 0 and adds 1 to semaphore 1.
 */
public final class SemaphoreOperations {
    private static final int MOST = 500;

    private final short[] fields;
    private final ByteBuffer waiting;
    private final ByteBuffer notWaiting;

    private SemaphoreOperations(short[] fields) {
        this.fields = fields;
        this.waiting = encode(0);
        this.notWaiting = encode(Constants.IPC_NOWAIT);
    }

    /**
     * Returns one operation.
     *
     * @param index the index of the semaphore, starting at 0
     * @param delta the number to add to the value; a negative number waits until the value is large enough, 0 waits
     *     until the value is 0
     * @return an operation on one semaphore
     */
    public static SemaphoreOperations of(int index, int delta) {
        return new SemaphoreOperations(field(new short[0], index, delta));
    }

    /**
     * Returns these operations followed by one more.
     *
     * @param index the index of the semaphore, starting at 0
     * @param delta the number to add to the value, as in {@link #of}
     * @return these operations, followed by the new one
     */
    public SemaphoreOperations and(int index, int delta) {
        return new SemaphoreOperations(field(fields, index, delta));
    }

    /**
     * Returns the same operations with SEM_UNDO: the kernel reverts them when this <em>process</em> ends, however it
     * ends. The end of a thread alone does not revert them.
     *
     * @return these operations, reverted when the process ends
     */
    public SemaphoreOperations undo() {
        short[] undone = fields.clone();
        for (int i = 2; i < undone.length; i += 3) {
            undone[i] |= (short) Constants.SEM_UNDO;
        }
        return new SemaphoreOperations(undone);
    }

    private static short[] field(short[] before, int index, int delta) {
        if (index < 0 || index > 0xffff) {
            throw new IllegalArgumentException("a semaphore's index is 0 to 65535: " + index);
        } else if (delta != (short) delta) {
            throw new IllegalArgumentException("a semaphore's change is -32768 to 32767: " + delta);
        } else if (before.length / 3 == MOST) {
            throw new IllegalArgumentException("at most " + MOST + " operations at once");
        }
        short[] fields = Arrays.copyOf(before, before.length + 3);
        fields[before.length] = (short) index;
        fields[before.length + 1] = (short) delta;
        return fields;
    }

    private ByteBuffer encode(int flags) {
        int size = Constants.SIZEOF_SEMBUF;
        ByteBuffer sembufs = ByteBuffer.allocateDirect(fields.length / 3 * size).order(ByteOrder.nativeOrder());
        for (int i = 0; i < fields.length; i += 3) {
            sembufs.putShort(i / 3 * size + Constants.OFFSETOF_SEMBUF_SEM_NUM, fields[i])
                    .putShort(i / 3 * size + Constants.OFFSETOF_SEMBUF_SEM_OP, fields[i + 1])
                    .putShort(i / 3 * size + Constants.OFFSETOF_SEMBUF_SEM_FLG, (short) (fields[i + 2] | flags));
        }
        return sembufs;
    }

    /** Returns the operations, each with IPC_NOWAIT unless {@code wait} is true. */
    ByteBuffer sembufs(boolean wait) {
        return wait ? waiting : notWaiting;
    }

    int count() {
        return fields.length / 3;
    }
}
