/**
 * The Java peers of the ring channel's benchmarks, the counterparts of native/bench/ring.cpp; for Java 17 and later.
 */
package io.nativeipc.benchmarks.ring;
