package io.nativeipc.windows;

import io.nativeipc.MessageHandler;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.message.MessageRooms;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Receives whole messages from a pipe. If a message is longer than the buffer, Windows returns its beginning and
 * reports that more follows (ERROR_MORE_DATA), but not how much. The beginning is therefore held here until the whole
 * message fits into a buffer.
 *
 * <p>One thread at a time receives; the lock guards the other fields.
 */
final class MessageInput {
    private static final int FIRST_READ = 1 << 12;

    private final PipeCalls pipe;
    private final ReentrantLock lock = new ReentrantLock();
    private final MessageRooms rooms = new MessageRooms(FIRST_READ);

    /** The bytes that have been read of the next message, from 0 to the position. */
    private ByteBuffer held = ByteBuffer.allocate(FIRST_READ);

    /** Whether a message has been read at least in part. An empty message counts too. */
    private boolean started;

    /** The number of bytes of the message that are still in the pipe. */
    private int left;

    private volatile int maxMessage = 1 << 20;

    MessageInput(PipeCalls pipe) {
        this.pipe = pipe;
    }

    void setMaxMessage(int byteSize) {
        maxMessage = byteSize;
    }

    /**
     * Copies the message first, because the handler may receive the next message, which would overwrite {@code held}.
     */
    private void handle(ByteBuffer message, MessageHandler handler) throws IOException {
        int length = message.remaining();
        MessageRooms rooms = length <= FIRST_READ ? this.rooms : new MessageRooms(length);
        MessageRooms.Room room = rooms.take();
        try {
            room.memory().put(0, message, 0, length);
            handler.onMessage(room.message(0, length));
        } finally {
            rooms.give(room);
        }
    }

    boolean receive(MessageHandler handler, long deadline) throws IOException, InterruptedException {
        if (!lock(deadline)) {
            return false;
        }
        try {
            if (!readMessage(deadline)) {
                return false;
            }
            ByteBuffer message = held.flip();
            if (held.capacity() > FIRST_READ) {
                held = ByteBuffer.allocate(FIRST_READ);
            }
            started = false;
            handle(message, handler);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean readMessage(long deadline) throws IOException, InterruptedException {
        pipe.beginMessage(deadline);
        OverlappedCall call = pipe.take(FIRST_READ);
        try {
            if (!started && !readBeginning(call, deadline)) {
                return false;
            }
            long length = held.position() + Integer.toUnsignedLong(left);
            int limit = maxMessage;
            if (length > limit) {
                String hint = "the message has " + length + " bytes, and up to " + limit + " are accepted";
                throw Win32Failure.exception(Win32Error.ERROR_MORE_DATA, "ReadFile", pipe.toString(), hint);
            }
            if (left > 0) {
                held = ByteBuffer.allocate((int) length).put(held.flip());
            }
            while (left > 0) {
                readRest(call);
            }
            return true;
        } finally {
            pipe.give(call);
        }
    }

    private boolean readBeginning(OverlappedCall call, long deadline) throws IOException, InterruptedException {
        pipe.readInto(call, FIRST_READ, deadline);
        if (call.error() != 0 && call.error() != Win32Error.ERROR_MORE_DATA) {
            pipe.requireExpiredMessage(call, "ReadFile");
            return false;
        }
        held.clear().put(call.data().limit(call.transferred()));
        left = call.error() == 0 ? 0 : pipe.leftOfMessage();
        started = true;
        return true;
    }

    /** The rest is already in the pipe, because a message is written in one piece. */
    private void readRest(OverlappedCall call) throws IOException, InterruptedException {
        pipe.readInto(call, Math.min(left, FIRST_READ), Deadline.NEVER);
        if (call.error() != 0 && call.error() != Win32Error.ERROR_MORE_DATA) {
            pipe.requireExpiredMessage(call, "ReadFile");
        }
        held.put(call.data().limit(call.transferred()));
        left -= call.transferred();
    }

    /** Reads as a stream does: first the held bytes, then bytes from the pipe. */
    int read(ByteBuffer dst, long deadline) throws IOException, InterruptedException {
        if (!lock(deadline)) {
            return 0;
        }
        try {
            if (started && held.position() > 0) {
                return readHeld(dst);
            }
            started = false;
            return pipe.readBytes(dst, deadline);
        } finally {
            lock.unlock();
        }
    }

    private int readHeld(ByteBuffer dst) {
        held.flip();
        int count = Math.min(dst.remaining(), held.remaining());
        ByteBuffer part = held.duplicate();
        dst.put(part.limit(part.position() + count));
        held.position(held.position() + count).compact();
        return count;
    }

    private boolean lock(long deadline) throws InterruptedException {
        if (deadline == Deadline.NEVER) {
            lock.lockInterruptibly();
            return true;
        }
        return deadline == Deadline.PASSED
                ? lock.tryLock()
                : lock.tryLock(Deadline.remaining(deadline), TimeUnit.NANOSECONDS);
    }
}
