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
    private static final int SHORT = 1 << 13;
    private final WindowsNamedPipe pipe;
    private volatile int maxMessage = MAX_MESSAGE;

    /** The buffer size for the next message, which stays in the pipe until a buffer is large enough. */
    private int room = SHORT;

    PipeMessages(WindowsNamedPipe pipe) {
        this.pipe = pipe;
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
        while (true) {
            ByteBuffer message = ByteBuffer.allocate(Math.min(room, maxMessage));
            try {
                if (!pipe.tryReceive(message, Deadline.left(deadline))) {
                    return null;
                }
                room = SHORT;
                return message.hasRemaining()
                        ? ByteBuffer.allocate(message.position())
                                .put(message.flip())
                                .flip()
                        : message.flip();
            } catch (IpcException e) {
                if (!e.error().equals("ERROR_MORE_DATA")) {
                    throw e;
                } else if (message.capacity() == maxMessage) {
                    throw new CorruptException(
                            pipe.toString(), "the peer's message is longer than the " + maxMessage + " bytes accepted");
                }
                room = (int) Math.min(Integer.MAX_VALUE, 4L * room);
            }
        }
    }

    @Override
    public void setMaxMessage(int maxMessage) {
        this.maxMessage = maxMessage;
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
