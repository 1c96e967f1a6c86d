package io.nativeipc.benchmarks.ring;

/** The action for each message after it was copied. */
abstract class Arrival {
    abstract void arrived();

    /** Does nothing, because the loop checks the message. */
    static final class Ignored extends Arrival {
        @Override
        void arrived() {}
    }
}
