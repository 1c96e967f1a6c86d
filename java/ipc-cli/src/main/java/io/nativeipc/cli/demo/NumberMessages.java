package io.nativeipc.cli.demo;

import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of 32 bits in native byte order, each sent as a message. */
final class NumberMessages implements Exchange {
    private final MessageSender out;
    private final MessageReceiver in;
    private final ByteBuffer message = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    private int received;

    NumberMessages(MessageSender out, MessageReceiver in) {
        this.out = out;
        this.in = in;
    }

    @Override
    public void send(int number) throws IOException, InterruptedException {
        out.send(message.clear().putInt(0, number));
    }

    @Override
    public int receive() throws IOException, InterruptedException {
        in.receive(number -> received = number.order(ByteOrder.nativeOrder()).getInt(number.position()));
        return received;
    }
}
