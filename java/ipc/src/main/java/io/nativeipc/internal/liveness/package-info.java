/**
 * The kernel's locks by which a process proves that it is alive, for contents of shared memory that many processes use:
 * where they are, and how they are found from the memory alone.
 */
@NullMarked
package io.nativeipc.internal.liveness;

import org.jspecify.annotations.NullMarked;
