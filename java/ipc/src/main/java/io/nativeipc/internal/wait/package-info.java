/**
 * The waiting of this library: it tries, yields a few times, and then sleeps. A timeout, an interrupt and a close by
 * another thread end the sleep soon, and a virtual thread's carrier is never blocked.
 */
@NullMarked
package io.nativeipc.internal.wait;

import org.jspecify.annotations.NullMarked;
