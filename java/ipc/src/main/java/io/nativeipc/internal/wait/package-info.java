/**
 * How this library waits: try, yield a few times, then sleep in a way that a timeout, an interrupt and a close by another
 * thread end soon, and that never blocks the carrier of a virtual thread.
 */
@NullMarked
package io.nativeipc.internal.wait;

import org.jspecify.annotations.NullMarked;
