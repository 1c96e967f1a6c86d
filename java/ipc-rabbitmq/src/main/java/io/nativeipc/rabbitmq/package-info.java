/**
 * Messages over RabbitMQ: {@code amqp://[user:password@]host[:port]/queue[?vhost=v]}.
 *
 * <p>The queue is one that somebody has declared ({@link io.nativeipc.rabbitmq.RabbitQueues} does); messages are persistent
 * and go to it by the default exchange. Any AMQP 0-9-1 client is a peer.
 */
@NullMarked
package io.nativeipc.rabbitmq;

import org.jspecify.annotations.NullMarked;
