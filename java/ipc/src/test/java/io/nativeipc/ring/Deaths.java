package io.nativeipc.ring;

/** For tests of other packages: what they may do to a channel's participants that no user may. */
public final class Deaths {
    private Deaths() {}

    /** A step that lies in the test's own program: see {@link KillPoint}. */
    public static void reached(String step) {
        KillPoint.reached(step);
    }

    /** Leaves everything as the death of its process would. */
    public static void abandon(RingProducer producer) {
        producer.abandon();
    }

    /** Leaves everything as the death of its process would. */
    public static void abandon(RingConsumer consumer) {
        consumer.abandon();
    }
}
