/**
 * Communication with Python's {@code multiprocessing}: {@link io.nativeipc.python.Connection} with its
 * {@link io.nativeipc.python.Listener} and {@link io.nativeipc.python.Client}, and
 * {@link io.nativeipc.python.ShareableList}. {@code multiprocessing.shared_memory.SharedMemory("name")} is
 * {@link io.nativeipc.SharedMemory} under the same name and does not need this package.
 *
 * <p>Values are plain data. A peer's bytes are never executed, and the peer cannot choose a class.
 */
@NullMarked
package io.nativeipc.python;

import org.jspecify.annotations.NullMarked;
