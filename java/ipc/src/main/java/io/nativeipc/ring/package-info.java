/**
 * The ring channel: messages of many producers to one consumer through shared memory, without a system call for a message,
 * without a daemon, and without anybody's death stopping anybody else.
 *
 * <p>The map: a {@link io.nativeipc.ring.RingChannel} is created or opened by name; it makes
 * {@link io.nativeipc.ring.RingProducer}s, each with a lane of its own, and the one {@link io.nativeipc.ring.RingConsumer}.
 * {@link io.nativeipc.ring.RingOptions} is a channel's geometry, {@link io.nativeipc.ring.RingWait} how its users wait,
 * {@link io.nativeipc.ring.RingStatistics} what can be seen of it from outside.
 * {@link io.nativeipc.ring.RingLayout} and {@link io.nativeipc.ring.RecordLayout} say where everything lies, in the words of
 * {@code native/include/native_ipc/ring_layout.h}; {@code docs/ring-layout.md} is the contract for every language.
 *
 * <p>A peer that truncates the memory makes a call throw {@link io.nativeipc.CorruptException}. Java 17 tells of such a fault in
 * compiled code when the thread next calls the VM, which may be after the call: then it is an {@link InternalError} in the
 * caller. Neither ever crashes the JVM.
 */
@NullMarked
package io.nativeipc.ring;

import org.jspecify.annotations.NullMarked;
