package io.nativeipc.internal.wait;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The interruptions of one kind that no thread currently uses. Each waiting thread has its own: it takes one from here,
 * or creates one, and returns it afterwards. They are closed with the last object that threads may wait for, so that
 * none is left to garbage collection. They do not belong to threads, because anything that a thread refers to keeps the
 * class loader of this library alive.
 *
 * <p>A returned interruption may still be signalled. Its next user then wakes up once without a reason, and tries
 * again.
 */
final class Interruptions<T extends Interruption> {
    /** Creates an interruption; null while the system has no resources for one. */
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

    /** Counts a new object that threads may wait for. */
    synchronized void opened() {
        objects++;
    }

    /** Removes an object from the count; no thread waits for it any more. */
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

    /** Returns an interruption for one wait; null while the system has no resources for one. */
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
