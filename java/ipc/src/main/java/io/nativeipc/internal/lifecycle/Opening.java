package io.nativeipc.internal.lifecycle;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;

/** The common steps of creating and opening, for all kinds of objects. */
public final class Opening {
    private Opening() {}

    /** Opens or creates an object. */
    @FunctionalInterface
    public interface Opener<T> {
        T open() throws IOException;
    }

    /**
     * Tries to open and to create in turn while other processes remove and create the same object. An object that can
     * be neither opened nor created, such as a dangling symbolic link, ends the attempts after
     * {@link Backoff#PATIENCE}.
     */
    public static <T> T openOrCreate(String object, Opener<T> open, Opener<T> create) throws IOException {
        Backoff backoff = new Backoff(object);
        while (true) {
            NotFoundException absent;
            try {
                return open.open();
            } catch (NotFoundException e) {
                absent = e;
            }
            try {
                return create.open();
            } catch (AlreadyExistsException present) {
                if (!backoff.pause()) {
                    throw neither(object, absent, present);
                }
            }
        }
    }

    private static AlreadyExistsException neither(
            String object, NotFoundException absent, AlreadyExistsException present) {
        String text = "it cannot be opened (" + absent.error() + ") or created: the name is a dangling symbolic link,"
                + " or other processes keep removing and creating the object";
        AlreadyExistsException neither = present.code() == 0
                ? new AlreadyExistsException(object, present.error(), text)
                : new AlreadyExistsException(present.call(), object, present.error(), present.code(), text);
        neither.initCause(absent);
        return neither;
    }

    /** Rejects and closes an object that belongs to another user. */
    public static void requireOwner(long owner, long uid, String address, AutoCloseable object) throws IpcException {
        if (owner != uid) {
            try {
                object.close();
            } catch (Exception secondary) {
                throw new IllegalStateException(secondary);
            }
            throw new AccessDeniedException(address, "wrong owner", "it belongs to uid " + owner + ", not " + uid);
        }
    }
}
