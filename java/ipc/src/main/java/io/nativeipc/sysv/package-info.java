/**
 * The System V objects: {@link io.nativeipc.sysv.SysVSharedMemory} (shmget), {@link io.nativeipc.sysv.SysVSemaphoreSet}
 * (semget) and {@link io.nativeipc.sysv.SysVMessageQueue} (msgget), found by a {@link io.nativeipc.sysv.SysVKey}. They are
 * raw: nothing in them is ours, any owner and any key goes, and the kernel's permissions decide. They outlive every
 * process until they are removed.
 */
@NullMarked
package io.nativeipc.sysv;

import org.jspecify.annotations.NullMarked;
