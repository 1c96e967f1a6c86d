package io.nativeipc.rabbitmq;

import com.rabbitmq.client.Channel;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import java.io.IOException;

/**
 * Declares and deletes queues of a RabbitMQ broker, and counts their messages. It is meant for programs that own queues
 * and for tests; senders and receivers only use existing queues. Each call opens its own connection.
 */
public final class RabbitQueues {
    private RabbitQueues() {}

    /**
     * Declares a durable queue, or verifies that it exists (queue.declare: durable, not exclusive, not auto-delete).
     *
     * @param address {@code amqp://host/queue}
     * @throws IpcException as {@link RabbitSender#open(IpcAddress, RabbitOptions)}; with PRECONDITION_FAILED (406) if a
     *     queue of this name has other properties
     */
    public static void declare(String address) throws IpcException {
        use("queue.declare", address, (channel, queue) -> channel.queueDeclare(queue, true, false, false, null));
    }

    /**
     * Deletes a queue with its messages, if it exists (queue.delete).
     *
     * @param address {@code amqp://host/queue}
     * @throws IpcException if no broker answers, or the broker refuses
     */
    public static void delete(String address) throws IpcException {
        use("queue.delete", address, (channel, queue) -> channel.queueDelete(queue));
    }

    /**
     * {@return the number of messages that wait in a queue, without those that were delivered to a receiver and not
     * acknowledged yet (queue.declare, passive)}
     *
     * @param address {@code amqp://host/queue}
     * @throws IpcException if no broker answers, or the broker refuses
     */
    public static long messages(String address) throws IpcException {
        return use("queue.declare", address, (channel, queue) ->
                (long) channel.queueDeclarePassive(queue).getMessageCount());
    }

    private interface Use<T> {
        T of(Channel channel, String queue) throws IOException;
    }

    private static <T> T use(String call, String address, Use<T> use) throws IpcException {
        RabbitAddress parts = RabbitAddress.of(IpcAddress.parse(address), System.getenv());
        Link link = new Link(parts, RabbitOptions.DEFAULT);
        try {
            return link.open(call, channel -> use.of(channel, parts.queue));
        } finally {
            link.close();
        }
    }
}
