package io.nativeipc.ring;

/** Gives tests of other packages access to operations on a channel's participants that are not part of the API. */
public final class Deaths {
    private Deaths() {}

    /** Marks a step inside a test's own program: see {@link KillPoint}. */
    public static void reached(String step) {
        KillPoint.reached(step);
    }

    /** Leaves the producer in the state in which the death of its process would leave it. */
    public static void abandon(RingProducer producer) {
        producer.abandon();
    }

    /** Leaves the consumer in the state in which the death of its process would leave it. */
    public static void abandon(RingConsumer consumer) {
        consumer.abandon();
    }
}
