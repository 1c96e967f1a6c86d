/**
 * System V objects: {@link io.nativeipc.sysv.SysVSharedMemory} (shmget), {@link io.nativeipc.sysv.SysVSemaphoreSet}
 * (semget) and {@link io.nativeipc.sysv.SysVMessageQueue} (msgget), which processes find by a
 * {@link io.nativeipc.sysv.SysVKey}. The classes accept every key and objects of every owner. The library stores
 * nothing of its own in the objects, and the kernel's permissions decide on access. The objects exist until they are
 * removed, even if no process uses them.
 */
@NullMarked
package io.nativeipc.sysv;

import org.jspecify.annotations.NullMarked;
