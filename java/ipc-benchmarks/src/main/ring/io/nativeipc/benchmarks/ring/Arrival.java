package io.nativeipc.benchmarks.ring;

/** What is done with each message after it was copied. */
abstract class Arrival {
    abstract void arrived();

    /** Nothing: the loop looks at it. */
    static final class Ignored extends Arrival {
        @Override
        void arrived() {}
    }
}
