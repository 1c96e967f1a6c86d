/**
 * Messages over ZeroMQ on TCP, implemented with JeroMQ: {@link io.nativeipc.zeromq.ZmqSender} and
 * {@link io.nativeipc.zeromq.ZmqReceiver} for PUSH and PULL and for PUB and SUB,
 * {@link io.nativeipc.zeromq.ZmqRequester} and {@link io.nativeipc.zeromq.ZmqReplier} for REQ and REP. A peer can be
 * any program that uses libzmq.
 *
 * <p>Each end has its own thread, which is the only one that calls JeroMQ, and its own JeroMQ context with two threads
 * and about two dozen descriptors, which close with the end. The separate thread is needed because a JeroMQ socket
 * belongs to one thread, and because an interrupt of a thread inside a socket may close the channel by which JeroMQ's
 * threads wake each other. JeroMQ copies every message, sent or received, to a byte array on the heap.
 *
 * <p>There is no encryption and no password: every process that can reach the port can send.
 */
@NullMarked
package io.nativeipc.zeromq;

import org.jspecify.annotations.NullMarked;
