/** Locks of the operating system: byte ranges and names of files, and mutexes in shared memory. */
@NullMarked
package io.nativeipc.internal.locks;

import org.jspecify.annotations.NullMarked;
