package io.nativeipc.internal.events;

/** A wait in progress. */
@FunctionalInterface
public interface Waiting {
    /** A wait that is not recorded. */
    Waiting NONE = object -> {};

    /**
     * Ends the wait, and records it if it took longer than the threshold of the recording.
     *
     * @param object the object that the thread waited for; its text is its address
     */
    void end(Object object);
}
