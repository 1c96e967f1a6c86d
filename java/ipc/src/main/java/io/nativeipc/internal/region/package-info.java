/**
 * What the mechanisms have in common: the one implementation of {@link io.nativeipc.Region}, an open file, opening or
 * creating while others do the same, and buffers to borrow.
 */
@NullMarked
package io.nativeipc.internal.region;

import org.jspecify.annotations.NullMarked;

