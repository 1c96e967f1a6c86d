/**
 * ZeroMQ over TCP, by JeroMQ: {@link io.nativeipc.zeromq.ZmqSender} and {@link io.nativeipc.zeromq.ZmqReceiver} for PUSH and PULL
 * and for PUB and SUB, {@link io.nativeipc.zeromq.ZmqRequester} and {@link io.nativeipc.zeromq.ZmqReplier} for REQ and REP. The
 * other side is any program with libzmq.
 *
 * <p>Each end has a thread of its own, the only one that touches JeroMQ, and a JeroMQ context of its own, whose two threads and
 * some two dozen descriptors end with it: JeroMQ's sockets are for one thread, and an interrupt of a thread inside of one may
 * close the channel by which JeroMQ's threads wake each other. JeroMQ makes a byte array on the heap of every message, received
 * or sent.
 *
 * <p>There is no encryption and no password: who reaches the port may send.
 */
@NullMarked
package io.nativeipc.zeromq;

import org.jspecify.annotations.NullMarked;
