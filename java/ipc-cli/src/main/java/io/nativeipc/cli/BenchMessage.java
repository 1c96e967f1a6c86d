package io.nativeipc.cli;

/**
 * A message of {@code bench}: a token of this run, by which it is told from anybody else's; its number; and when it was sent,
 * {@link #UNSTAMPED} or {@link #END}. What is left is padding.
 */
final class BenchMessage {
    static final int TOKEN = 0;
    static final int NUMBER = 8;
    static final int STAMP = 16;
    static final int LEAST_SIZE = 24;

    /** Of a message whose latency is not measured. */
    static final long UNSTAMPED = 0;

    /** Of the last message of a measurement. */
    static final long END = Long.MIN_VALUE;

    private BenchMessage() {}
}
