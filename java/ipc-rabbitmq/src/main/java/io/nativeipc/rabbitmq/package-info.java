/**
 * Messages over RabbitMQ: {@code amqp://[user:password@]host[:port]/queue[?vhost=v]}.
 *
 * <p>The queue must have been declared, for example with {@link io.nativeipc.rabbitmq.RabbitQueues}. Messages are
 * persistent and are routed to it by the default exchange. Any AMQP 0-9-1 client can be a peer.
 */
@NullMarked
package io.nativeipc.rabbitmq;

import org.jspecify.annotations.NullMarked;
