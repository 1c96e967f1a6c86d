/**
 * The transports of this module: the queues of the operating system, the ring channel, and frames over local
 * connections.
 */
@NullMarked
package io.nativeipc.internal.transport;

import org.jspecify.annotations.NullMarked;
