/**
 * The portable interfaces: {@link io.nativeipc.SharedMemory}, {@link io.nativeipc.MappedFile},
 * {@link io.nativeipc.NamedSemaphore}, {@link io.nativeipc.NamedMutex}, {@link io.nativeipc.NamedPipe} and
 * {@link io.nativeipc.NamedPipeServer} under the same names on every system, the interfaces of message queues, {@link io.nativeipc.Region} as the only view of memory, and the exceptions.
 *
 * <p>The objects of each system, with their exact semantics, are in {@code io.nativeipc.posix},
 * {@code io.nativeipc.sysv} and {@code io.nativeipc.windows}.
 */
@NullMarked
package io.nativeipc;

import org.jspecify.annotations.NullMarked;
