package io.nativeipc.ring;

import io.nativeipc.IpcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A place in the registry, held by a kernel lock on its byte of the object. The kernel gives the lock up after the dead
 * owner's last instruction, so whoever has the lock next sees all that the owner wrote, and meets no write of it any more.
 *
 * <p>A word of a slot is written by who holds its lock, and by nobody else.
 */
final class Slot {
    /** This process, for diagnosis: in another PID namespace the number names another. */
    static final int PID = (int) ProcessHandle.current().pid();

    /** When this process began, in clock ticks after the boot; 0 if that is not known. */
    static final long START = start();

    private static final int START_FIELD_AFTER_NAME = 19;

    private final RingMemory memory;
    private final RingLocks locks;
    private final int number;
    private final int offset;

    Slot(RingMemory memory, RingLocks locks, int number) {
        this.memory = memory;
        this.locks = locks;
        this.number = number;
        this.offset = RingLayout.slotOffset(number);
    }

    private static long start() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(afterName[START_FIELD_AFTER_NAME]);
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }

    /** Takes the slot if nobody holds it. */
    boolean tryLock() throws IpcException {
        return locks.tryLock(number);
    }

    /** Gives up a slot that was not taken in the registry. */
    void unlock() throws IpcException {
        locks.unlock(number);
    }

    /** What stands for the owner; 0: nobody. */
    long epoch() {
        return memory.getLong(offset + RingLayout.SLOT_EPOCH_OFFSET);
    }

    /** The owner's process, for messages. */
    int pid() {
        return memory.getInt(offset + RingLayout.SLOT_PID_OFFSET);
    }

    /** Takes a dead owner out of the registry. */
    void sweep() {
        memory.setLong(offset + RingLayout.SLOT_EPOCH_OFFSET, 0);
    }

    /** Enters this process; the epoch last, so that pid and start are those of the epoch that a reader sees. */
    void register() {
        memory.setInt(offset + RingLayout.SLOT_PID_OFFSET, PID);
        memory.setLong(offset + RingLayout.SLOT_START_OFFSET, START);
        memory.setLong(
                offset + RingLayout.SLOT_EPOCH_OFFSET,
                ThreadLocalRandom.current().nextLong() | 1);
    }

    /**
     * Whether the owner is dead, which the kernel alone can tell: it is registered, nobody holds its lock, and it is the same
     * owner afterwards. What cannot be told is alive.
     */
    boolean isDead() {
        long epoch = epoch();
        return epoch != 0 && locks.isFree(number) && epoch() == epoch;
    }
}
