/**
 * The ring channel: messages from many producers to one consumer through shared memory. It needs no daemon and no
 * system call for a message, and the death of a process never stops another one.
 *
 * <p>A {@link io.nativeipc.ring.RingChannel} is created or opened, by name or in a region. It opens
 * {@link io.nativeipc.ring.RingProducer}s, each with a lane of its own, and the one
 * {@link io.nativeipc.ring.RingConsumer}. {@link io.nativeipc.ring.RingOptions} is the geometry of a channel, and
 * {@link io.nativeipc.ring.RingWait} is how its users wait. {@link io.nativeipc.ring.RingStatistics} reads the counters
 * and the liveness of each participant without affecting the channel. {@link io.nativeipc.ring.RingLayout} and
 * {@link io.nativeipc.ring.RecordLayout} define the layout, with the names of
 * {@code native/include/native_ipc/ring_layout.h}. {@code docs/ring-layout.md} is the contract for every language.
 *
 * <p>If a peer truncates the memory, a call throws {@link io.nativeipc.CorruptException}. Java 17 reports such a fault
 * in compiled code when the thread next calls the VM. That may be after the call, and the caller then sees an
 * {@link InternalError}. Neither ever crashes the JVM.
 */
@NullMarked
package io.nativeipc.ring;

import org.jspecify.annotations.NullMarked;
