/**
 * Benchmarks of single calls (JMH), and of round trips between two processes in comparison with C.
 *
 * <p>{@code ProductState} is the base of the JMH benchmarks that run with either provider. {@code Compare} runs the two
 * processes of {@code PingPong} alternately with those of native/bench/pingpong.c.
 */
package io.nativeipc.benchmarks;
