/** The transports of this module: the queues of the operating system, the ring channel, and frames over local connections. */
package io.nativeipc.messages;
