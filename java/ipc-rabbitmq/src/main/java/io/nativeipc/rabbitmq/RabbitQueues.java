package io.nativeipc.rabbitmq;

import com.rabbitmq.client.Channel;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import java.io.IOException;

/**
 * The queues themselves, for programs that own them and for tests: senders and receivers only use what is there. Each call makes
 * a connection of its own.
 */
public final class RabbitQueues {
    private RabbitQueues() {}

    /**
     * Makes a durable queue, or sees that it is there (queue.declare: durable, not exclusive, not deleted by itself).
     *
     * @param address {@code amqp://host/queue}
     * @throws IpcException as {@link RabbitSender#open(IpcAddress, RabbitOptions)}; with PRECONDITION_FAILED (406) if there is a
     *     queue of this name of another kind
     */
    public static void declare(String address) throws IpcException {
        use("queue.declare", address, (channel, queue) -> channel.queueDeclare(queue, true, false, false, null));
    }

    /**
     * Erases a queue with its messages, if it is there (queue.delete).
     *
     * @param address {@code amqp://host/queue}
     * @throws IpcException if no broker answers, or it refuses
     */
    public static void delete(String address) throws IpcException {
        use("queue.delete", address, (channel, queue) -> channel.queueDelete(queue));
    }

    /**
     * {@return how many messages wait in a queue, those aside that a receiver has and has not acknowledged
     * (queue.declare, passive)}
     *
     * @param address {@code amqp://host/queue}
     * @throws IpcException if no broker answers, or it refuses
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
