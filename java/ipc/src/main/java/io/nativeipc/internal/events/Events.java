package io.nativeipc.internal.events;

import jdk.jfr.FlightRecorder;

/**
 * Records what a program may want to see in a flight recording: waits, full lanes, and dead owners. An event costs a few
 * nanoseconds until the program uses the recorder.
 *
 * <p>The classes of the events extend a class of module {@code jdk.jfr}, which may be absent. They are only loaded if it
 * is there.
 */
public final class Events {
    private static final boolean PRESENT = isPresent();

    private Events() {}

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event", false, Events.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Before a program uses the recorder, its first event would take a tenth of a second, in whatever call that is. */
    private static boolean isRecording() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    /** Begins a wait, after an attempt that did not succeed at once. */
    public static Waiting waiting() {
        return isRecording() ? Recorded.waiting() : Waiting.NONE;
    }

    /**
     * Records that an offer found no room, the first of several without a success in between.
     *
     * @param fullEvents the number of such offers so far, by all producers of the lane
     */
    public static void laneFull(String channel, int lane, long fullEvents) {
        if (isRecording()) {
            Recorded.laneFull(channel, lane, fullEvents);
        }
    }

    /** Records that a process or thread has died while it owned an object, or used its end of a channel. */
    public static void ownerDied(String object, String text) {
        if (isRecording()) {
            Recorded.ownerDied(object, text);
        }
    }

    /** The methods that need module {@code jdk.jfr}. */
    private static final class Recorded {
        private static final WaitEvent ANY = new WaitEvent();

        /** Allocates only if a recording is running. */
        static Waiting waiting() {
            if (!ANY.isEnabled()) {
                return Waiting.NONE;
            }
            WaitEvent event = new WaitEvent();
            event.begin();
            return event;
        }

        static void laneFull(String channel, int lane, long fullEvents) {
            LaneFullEvent event = new LaneFullEvent();
            if (event.isEnabled()) {
                event.object = channel;
                event.lane = lane;
                event.fullEvents = fullEvents;
                event.commit();
            }
        }

        static void ownerDied(String object, String text) {
            OwnerDiedEvent event = new OwnerDiedEvent();
            event.object = object;
            event.text = text;
            event.commit();
        }
    }
}
