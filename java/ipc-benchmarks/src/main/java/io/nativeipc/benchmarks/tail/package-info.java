/**
 * The second harness of the ring channel, independent of package {@code benchmarks.ring}: latencies at p50, p99 and
 * p99.9, and throughput, beside Agrona and Aeron, and beside other builds of the ring.
 *
 * <p>{@code Tail} starts pairs of {@code TailPeer}, one process on each of two processors. Both run the same list of
 * {@code Phase}s over one {@code Transport}.
 */
package io.nativeipc.benchmarks.tail;
