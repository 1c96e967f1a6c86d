package io.nativeipc.python;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.TimedChannel;
import io.nativeipc.spi.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames: a length of four bytes, big-endian, followed by that many bytes. A length of −1 announces a length of
 * eight bytes, for frames of 2³¹ bytes or more. A frame that exceeds the maximum is rejected before memory is allocated
 * for it; for other frames the buffer grows as the bytes arrive. If a call ends early, the next call continues with the
 * bytes that were read.
 */
final class FrameInput {
    private static final int AHEAD = 1 << 16;
    private static final int LONG_FORM = -1;

    /** How many attempts yield before one sleeps: as long as Python on another processor needs for its answer. */
    private static final int EAGER = 64;

    /** How many reads sleep without attempts after a read whose attempts found no bytes. */
    private static final int PATIENT = 16;

    private final TimedChannel channel;

    /** Bytes that were read and belong to no message yet, from position to limit. */
    private final ByteBuffer ahead = ByteBuffer.allocateDirect(AHEAD).limit(0);

    private volatile int maxMessage;

    /** The message that is being read, from 0 to its position; null between messages. */
    private @Nullable ByteBuffer message;

    private int length;

    /** How many more reads sleep without attempts before one is eager again. */
    private int patient;

    /** Why nothing more can be read; null if reading works. */
    private @Nullable String broken;

    FrameInput(TimedChannel channel, int maxMessage) {
        this.channel = channel;
        this.maxMessage = maxMessage;
    }

    void setMaxMessage(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    @Nullable
    ByteBuffer receive(long deadline) throws IOException, InterruptedException {
        if (broken != null) {
            throw new CorruptException(channel.toString(), broken);
        }
        return message == null && !readHeader(deadline) ? null : readMessage(deadline);
    }

    private boolean readHeader(long deadline) throws IOException, InterruptedException {
        int headerSize = Integer.BYTES;
        if (!readAhead(headerSize, deadline)) {
            return false;
        }
        long announced = ahead.getInt(ahead.position());
        if (announced == LONG_FORM) {
            headerSize += Long.BYTES;
            if (!readAhead(headerSize, deadline)) {
                return false;
            }
            announced = ahead.getLong(ahead.position() + Integer.BYTES);
        }
        if (announced < 0 || announced > maxMessage) {
            broken = "the peer announces a message of " + Long.toUnsignedString(announced) + " bytes, and at most "
                    + maxMessage + " are accepted; the following bytes cannot be separated into messages";
            throw new CorruptException(channel.toString(), broken);
        }
        ahead.position(ahead.position() + headerSize);
        length = (int) announced;
        message = ByteBuffer.allocate(Math.min(length, AHEAD));
        return true;
    }

    private @Nullable ByteBuffer readMessage(long deadline) throws IOException, InterruptedException {
        ByteBuffer read = message;
        while (read != null && read.position() < length) {
            if (!readAhead(1, deadline)) {
                return null;
            }
            int count = Math.min(ahead.remaining(), length - read.position());
            read = withRoom(read, count);
            read.put(read.position(), ahead, ahead.position(), count);
            read.position(read.position() + count);
            ahead.position(ahead.position() + count);
            message = read;
        }
        message = null;
        return read == null ? null : read.flip();
    }

    private ByteBuffer withRoom(ByteBuffer read, int count) {
        if (read.remaining() >= count) {
            return read;
        }
        long doubled = Math.max(2L * read.capacity(), read.position() + (long) count);
        return ByteBuffer.allocate((int) Math.min(length, doubled)).put(read.flip());
    }

    /** Reads until this many bytes are available; returns false if the deadline passes. */
    private boolean readAhead(int count, long deadline) throws IOException, InterruptedException {
        while (ahead.remaining() < count) {
            int read;
            ahead.compact();
            try {
                read = deadline == Deadline.PASSED || patient-- > 0 ? 0 : readEagerly();
                if (read == 0) {
                    read = Bytes.read(channel, ahead, deadline);
                }
            } finally {
                ahead.flip();
            }
            if (read < 0) {
                throw ended();
            } else if (read == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads without sleeping for answers that arrive within microseconds: waking another processor takes longer than
     * the peer's answer. Yielding gives the processor to a peer that runs on the same one.
     */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is intended here, see above
    private int readEagerly() throws IOException, InterruptedException {
        Waits.throwIfInterrupted();
        for (int attempt = 0; attempt < EAGER; attempt++) {
            int read = Bytes.read(channel, ahead, Deadline.PASSED);
            if (read != 0) {
                patient = 0;
                return read;
            }
            Thread.yield();
        }
        patient = PATIENT;
        return 0;
    }

    private IpcException ended() {
        String text = "the peer has closed";
        if (message != null) {
            text += " in the middle of a message: " + message.position() + " of " + length + " bytes have come";
        } else if (ahead.hasRemaining()) {
            text += " in the middle of a message's length";
        }
        return new PeerClosedException(channel.toString(), "EOF", text);
    }
}
