/**
 * What C and C++ programs keep inside shared memory. An object lies at an offset of a {@link io.nativeipc.Region},
 * whatever the region is: a System V segment, a POSIX object, a file or a memfd. The method {@code at} opens an object
 * that another program made; {@code create} makes one that C programs can use.
 *
 * <ul>
 *   <li>{@link io.nativeipc.memory.Struct}: a struct, whose layout comes from its C declaration
 *   <li>{@link io.nativeipc.memory.SharedMutex}, {@link io.nativeipc.memory.SharedReadWriteLock}: the locks of pthreads
 *   <li>{@link io.nativeipc.memory.SharedCondition}: a condition of pthreads, with its mutex
 *   <li>{@link io.nativeipc.memory.SharedSemaphore}: the semaphore of {@code sem_init}
 *   <li>{@link io.nativeipc.memory.SharedWord}: an int to wait for (a futex)
 *   <li>{@link io.nativeipc.memory.SeqLock}: data that a sequence counter guards
 *   <li>{@link io.nativeipc.memory.LatestValue}: the newest value of one writer for many readers
 *   <li>{@link io.nativeipc.memory.OffsetPointer}: the self-relative pointers of Boost.Interprocess
 * </ul>
 */
@NullMarked
package io.nativeipc.memory;

import org.jspecify.annotations.NullMarked;
