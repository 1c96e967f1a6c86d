/**
 * What C and C++ programs keep inside shared memory, in any {@link io.nativeipc.Region}.
 *
 * <p>{@link io.nativeipc.memory.OffsetPointer} follows the self-relative pointers of Boost.Interprocess.
 */
@NullMarked
package io.nativeipc.memory;

import org.jspecify.annotations.NullMarked;
