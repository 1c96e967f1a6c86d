package io.nativeipc.internal.wait;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The interruptions of one kind that no thread waits with at the moment. A waiting thread has one to itself; it takes one
 * from here, or makes one, and gives it back. They are closed when the last object is closed that threads may wait for, so
 * that none is left to a garbage collection. They do not belong to threads, because whatever a thread refers to keeps
 * the class loader of this library alive.
 *
 * <p>One that was given back may still be signalled: its next user wakes up once for nothing, and tries again.
 */
final class Interruptions<T extends Interruption> {
    /** Makes one, or null while the system has none. */
    interface Creation<T> {
        @Nullable
        T create();
    }

    private final Creation<T> creation;
    private final Deque<T> free = new ArrayDeque<>();
    private int objects;

    Interruptions(Creation<T> creation) {
        this.creation = creation;
    }

    /** There is one more object that threads may wait for. */
    synchronized void opened() {
        objects++;
    }

    /** There is one less, and no thread waits for it any more. */
    synchronized void closed() {
        if (--objects == 0) {
            free.forEach(Interruptions::close);
            free.clear();
        }
    }

    private static void close(Interruption interruption) {
        try {
            interruption.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** One for the time of a wait; null while the system has none. */
    @Nullable
    T take() {
        synchronized (this) {
            if (!free.isEmpty()) {
                return free.pop();
            }
        }
        return creation.create();
    }

    synchronized void giveBack(T interruption) {
        free.push(interruption);
    }
}
