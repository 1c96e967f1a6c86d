package io.nativeipc.rabbitmq;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.contract.MessageQueueContract;
import io.nativeipc.peer.RabbitBroker;
import java.io.IOException;

/** Runs the contract of message queues on a RabbitMQ queue, which only the broker's memory and disk limit. */
class RabbitContractTest extends MessageQueueContract {
    private final RabbitBroker broker = RabbitBroker.get();
    private Queue queue;

    @Override
    protected IpcAddress createQueue() throws IOException {
        queue = new Queue(broker);
        return IpcAddress.parse(queue.address);
    }

    @Override
    protected void removeQueue() throws IOException {
        queue.close();
    }

    @Override
    protected int largest() {
        return RabbitOptions.DEFAULT.maxMessage();
    }

    @Override
    protected Guarantee guarantee() {
        return Guarantee.CONFIRMED;
    }
}
