package io.nativeipc.python;

import io.nativeipc.spi.TimedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Messages as frames in the byte stream of a socket or a pipe. A one-way pipe throws in the direction that it does not
 * have.
 */
final class StreamMessages implements Messages {
    private final TimedChannel channel;
    private final String name;
    private final FrameInput input;
    private final FrameOutput output;

    StreamMessages(TimedChannel channel) {
        this.channel = channel;
        this.name = channel.toString();
        this.input = new FrameInput(channel, MAX_MESSAGE);
        this.output = new FrameOutput(channel);
    }

    @Override
    public boolean send(ByteBuffer message, long deadline) throws IOException, InterruptedException {
        try {
            return output.send(message, deadline);
        } catch (NonWritableChannelException e) {
            throw new IllegalStateException(name + " only receives: the other end of this pipe sends", e);
        }
    }

    @Override
    public @Nullable ByteBuffer receive(long deadline) throws IOException, InterruptedException {
        try {
            return input.receive(deadline);
        } catch (NonReadableChannelException e) {
            throw new IllegalStateException(name + " only sends: the other end of this pipe receives", e);
        }
    }

    @Override
    public void setMaxMessage(int maxMessage) {
        input.setMaxMessage(maxMessage);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
