package io.nativeipc.python;

import io.nativeipc.spi.TimedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames: the length of a message, then its bytes. A short message is sent in one write together with its
 * length, as Python does. If a send ends by its timeout or by an interrupt after a part of the frame was written, the
 * caller must send the same message next; any other message is rejected.
 */
final class FrameOutput {
    private static final int HEAD = 1 << 16;

    private final TimedChannel channel;

    /** The length and the first bytes of the message. */
    private final ByteBuffer head = ByteBuffer.allocateDirect(HEAD);

    /** A copy of the message that was sent partly; null between messages. */
    private @Nullable ByteBuffer started;

    /** How many bytes of the frame were written. */
    private long sent;

    FrameOutput(TimedChannel channel) {
        this.channel = channel;
    }

    boolean send(ByteBuffer message, long deadline) throws IOException, InterruptedException {
        if (started == null) {
            fillHead(message);
        } else if (!started.equals(message)) {
            throw new IllegalStateException(
                    channel + ": another message was sent in part, and must be sent completely first");
        }
        boolean whole = false;
        try {
            whole = write(message, deadline);
        } finally {
            if (whole || sent == 0) {
                started = null;
            } else if (started == null) {
                started = ByteBuffer.allocate(message.remaining())
                        .put(message.duplicate())
                        .flip();
            }
        }
        if (whole) {
            message.position(message.limit());
        }
        return whole;
    }

    private void fillHead(ByteBuffer message) {
        int count = Math.min(message.remaining(), HEAD - Integer.BYTES);
        head.clear().putInt(message.remaining()).put(Integer.BYTES, message, message.position(), count);
        head.position(0).limit(Integer.BYTES + count);
        sent = 0;
    }

    private boolean write(ByteBuffer message, long deadline) throws IOException, InterruptedException {
        long size = Integer.BYTES + (long) message.remaining();
        while (sent < size) {
            ByteBuffer part = head;
            if (!head.hasRemaining()) {
                part = message.duplicate().position(message.position() + (int) (sent - Integer.BYTES));
            }
            int before = part.position();
            try {
                Bytes.write(channel, part, deadline);
            } finally {
                sent += part.position() - before;
            }
            if (part.hasRemaining()) {
                return false;
            }
        }
        return true;
    }
}
