/**
 * What a call costs (JMH), and what a round trip between two processes costs beside the same in C.
 *
 * <p>{@code ProductState} is the base of what the JMH benchmarks measure by either provider; {@code Compare} runs the two
 * processes of {@code PingPong} in turn with those of native/bench/pingpong.c.
 */
package io.nativeipc.benchmarks;
