package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.zeromq.ZmqOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs the contract of bounded queues on PUSH and PULL sockets. */
class ZmqMessagesTest extends BoundedQueueContract {

    /** Allows for a connection that is not established yet, and for TCP, which moves buffered data by timers. */
    @Override
    protected Duration settles() {
        return Duration.ofSeconds(2);
    }

    @Override
    protected IpcAddress createQueue() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return IpcAddress.parse("zmq+tcp://127.0.0.1:" + free.getLocalPort());
        }
    }

    @Override
    protected void removeQueue() {}

    @Override
    protected int largest() {
        return ZmqOptions.DEFAULT.maxMessage();
    }

    @Override
    protected Guarantee guarantee() {
        return Guarantee.QUEUED_LOCALLY;
    }

    @Override
    protected Side receiverSide() {
        return Side.LISTENS;
    }

    /**
     * Replaces the contract's test, because a ZeroMQ sender is not notified: later messages go to the next receiver,
     * except those that were on their way.
     */
    @Test
    @Override
    void aSenderLearnsThatItsReceiverHasGone() throws Exception {
        IpcAddress address = createQueue();
        try (MessageSender sender = Messages.sender(address, Side.CONNECTS)) {
            try (MessageReceiver first = Messages.receiver(address, Side.LISTENS)) {
                sender.send(ByteBuffer.wrap(new byte[] {1}));
                first.receive(message -> assertThat(message.get()).isEqualTo((byte) 1));
            }
            while (sender.trySend(ByteBuffer.wrap(new byte[] {2}), Duration.ofMillis(50))) {}
            try (MessageReceiver second = Messages.receiver(address, Side.LISTENS)) {
                second.receive(message -> assertThat(message.get()).isEqualTo((byte) 2));
                sender.send(ByteBuffer.wrap(new byte[] {3}));
            }
        }
    }
}
