package io.nativeipc.memory;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The threads of this process that hold a read-write lock through one object, which the C library does not record.
 *
 * <p>A thread enters itself after its lock and leaves after its unlock. Both, and the close, hold the monitor of this
 * object, and no call of the C library does. Between a writer's unlock and its leaving the next writer may enter, so a
 * writer that leaves removes only itself. After a successful close no living thread holds the lock through the
 * object or is inside an unlock, and a thread whose lock succeeds later finds the object closed, and unlocks.
 */
final class ReadWriteHolds {
    private final Map<Thread, Integer> readers = new HashMap<>();
    private @Nullable Thread writer;
    private boolean closed;

    /** Enters a thread that has locked; false if the object is closed. */
    synchronized boolean enter(Thread thread, boolean writing) {
        if (closed) {
            return false;
        } else if (writing) {
            writer = thread;
        } else {
            readers.merge(thread, 1, Integer::sum);
        }
        return true;
    }

    /** Removes one hold of a thread, which has it. */
    synchronized void leave(Thread thread, boolean writing) {
        if (writing) {
            writer = writer == thread ? null : writer;
        } else {
            readers.computeIfPresent(thread, (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    synchronized boolean has(Thread thread, boolean writing) {
        return writing ? writer == thread : readers.containsKey(thread);
    }

    /** Closes the object unless a living thread holds the lock; returns that thread. */
    synchronized @Nullable Thread close() {
        if (writer != null && writer.isAlive()) {
            return writer;
        }
        for (Thread reader : readers.keySet()) {
            if (reader.isAlive()) {
                return reader;
            }
        }
        closed = true;
        return null;
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
