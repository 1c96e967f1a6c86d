/**
 * What a program wants: {@link io.nativeipc.SharedMemory}, {@link io.nativeipc.MappedFile},
 * {@link io.nativeipc.NamedSemaphore}, {@link io.nativeipc.NamedMutex} under one portable name on every system, the two small interfaces of message queues,
 * {@link io.nativeipc.Region} as the one view of memory, and the errors.
 *
 * <p>The exact objects of the systems, with their exact semantics, are in {@code io.nativeipc.posix} and
 * {@code io.nativeipc.sysv}.
 */
@NullMarked
package io.nativeipc;

import org.jspecify.annotations.NullMarked;
