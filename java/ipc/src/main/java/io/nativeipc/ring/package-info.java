/**
 * The ring channel: messages of many producers to one consumer through shared memory.
 * {@link io.nativeipc.ring.RingLayout} and {@link io.nativeipc.ring.RecordLayout} say where everything lies, in the words of
 * {@code native/include/native_ipc/ring_layout.h}; {@code docs/ring-layout.md} is the contract for every language.
 */
package io.nativeipc.ring;
