package io.nativeipc.cli;

/**
 * A message of {@code bench}. It consists of the token of this run, which distinguishes it from messages of other
 * processes, its number, and the time at which it was sent, {@link #UNSTAMPED} or {@link #END}. The rest is padding.
 */
final class BenchMessage {
    static final int TOKEN = 0;
    static final int NUMBER = 8;
    static final int STAMP = 16;
    static final int LEAST_SIZE = 24;

    /** The stamp of a message whose latency is not measured. */
    static final long UNSTAMPED = 0;

    /** The stamp of the last message of a measurement. */
    static final long END = Long.MIN_VALUE;

    private BenchMessage() {}
}
