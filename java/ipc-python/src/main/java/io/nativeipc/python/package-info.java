/**
 * What Python's {@code multiprocessing} says between processes, for Java: {@link io.nativeipc.python.Connection} with its
 * {@link io.nativeipc.python.Listener} and {@link io.nativeipc.python.Client}, and
 * {@link io.nativeipc.python.ShareableList}. {@code multiprocessing.shared_memory.SharedMemory("name")} is
 * {@link io.nativeipc.SharedMemory} under the same name, and needs nothing of this package.
 *
 * <p>Values are plain data: what comes of a peer is never run, nor does it choose a class.
 */
@NullMarked
package io.nativeipc.python;

import org.jspecify.annotations.NullMarked;
