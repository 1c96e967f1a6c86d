package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.spi.Deadline;
import io.nativeipc.windows.WindowsNamedPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The messages of a Windows pipe. The pipe preserves message boundaries, so no length precedes a message. */
final class PipeMessages implements Messages {
    private final WindowsNamedPipe pipe;
    private volatile int maxMessage = MAX_MESSAGE;

    PipeMessages(WindowsNamedPipe pipe) {
        this.pipe = pipe;
        pipe.setMaxMessage(maxMessage);
    }

    @Override
    public boolean send(ByteBuffer message, long deadline) throws IOException, InterruptedException {
        if (deadline == Deadline.NEVER) {
            pipe.send(message);
            return true;
        }
        return pipe.trySend(message, Deadline.left(deadline));
    }

    @Override
    public @Nullable ByteBuffer receive(long deadline) throws IOException, InterruptedException {
        @Nullable ByteBuffer[] received = new ByteBuffer[1];
        try {
            pipe.tryReceive(
                    message -> received[0] = ByteBuffer.allocate(message.remaining())
                            .put(message)
                            .flip(),
                    Deadline.left(deadline));
            return received[0];
        } catch (IpcException e) {
            if (!e.error().equals("ERROR_MORE_DATA")) {
                throw e;
            }
            throw new CorruptException(
                    pipe.toString(), "the peer's message is longer than the " + maxMessage + " bytes accepted");
        }
    }

    @Override
    public void setMaxMessage(int maxMessage) {
        this.maxMessage = maxMessage;
        pipe.setMaxMessage(maxMessage);
    }

    @Override
    public boolean isOpen() {
        return pipe.isOpen();
    }

    @Override
    public void close() {
        pipe.close();
    }
}
