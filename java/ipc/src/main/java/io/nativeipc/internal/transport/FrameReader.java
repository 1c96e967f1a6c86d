package io.nativeipc.internal.transport;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.internal.message.MessageViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from a connection: a length of 4 bytes in big-endian order, and that many bytes. One read takes all
 * available bytes, whether they are many frames or a part of one. The buffer grows only as bytes arrive, whatever
 * length a peer announces.
 */
final class FrameReader {
    static final int HEADER = 4;

    /** The longest message that a sender sends and a receiver accepts. */
    static final int MAX_MESSAGE = 1 << 24;

    private static final int ROOM = 1 << 16;

    private final String address;
    private final Wire wire;
    private ByteBuffer bytes;
    private MessageViews views;
    private boolean ended;

    /** @param room the result of {@link #room} */
    FrameReader(String address, Wire wire, ByteBuffer room) {
        this.address = address;
        this.wire = wire;
        this.bytes = room;
        this.views = new MessageViews(bytes);
    }

    /** Allocates the room for the bytes of a peer. */
    static ByteBuffer room() {
        return ByteBuffer.allocateDirect(ROOM).limit(0);
    }

    /** Returns the next message, which is valid until the next call; null if it has not arrived completely. */
    @Nullable
    ByteBuffer next() throws IOException {
        ByteBuffer message = arrived();
        while (message == null && !ended && read(wire.now()) > 0) {
            message = arrived();
        }
        return message;
    }

    /** Waits at most this long for bytes, whether or not they complete a message. */
    void await(Duration timeout) throws IOException {
        if (!ended && arrivedLength() < 0) {
            read(room -> wire.within().with(room, timeout));
        }
    }

    /** Reports whether the peer has closed and no complete message is left. */
    boolean isOver() throws CorruptException {
        return ended && arrivedLength() < 0;
    }

    /** Reports whether a part of a message has arrived. */
    boolean isCut() {
        return bytes.hasRemaining();
    }

    private @Nullable ByteBuffer arrived() throws IpcException {
        int length = arrivedLength();
        if (length < 0) {
            return null;
        }
        ByteBuffer message;
        try {
            message = views.read(bytes.position() + HEADER, length);
        } catch (OutOfMemoryError full) { // a short message is copied
            throw noMemory(length, full);
        }
        bytes.position(bytes.position() + HEADER + length);
        return message;
    }

    /** Returns the length of the message that has arrived, −1 if none has. */
    private int arrivedLength() throws CorruptException {
        if (bytes.remaining() < HEADER) {
            return -1;
        }
        int length = bytes.getInt(bytes.position());
        if (length < 0 || length > MAX_MESSAGE) {
            String text = "a peer announces a message of " + Integer.toUnsignedString(length) + " bytes, more than "
                    + MAX_MESSAGE;
            throw new CorruptException(address, text);
        }
        return bytes.remaining() - HEADER >= length ? length : -1;
    }

    private int read(Wire.Call call) throws IOException {
        makeRoom();
        try {
            int read = call.with(bytes);
            ended |= read < 0;
            return read;
        } finally {
            bytes.flip();
        }
    }

    /** Makes room after the bytes that have arrived. */
    private void makeRoom() throws NoSpaceException {
        if (bytes.capacity() == bytes.remaining()) {
            int more = Math.min(2 * bytes.capacity(), HEADER + MAX_MESSAGE);
            try {
                bytes = ByteBuffer.allocateDirect(more).put(bytes);
            } catch (OutOfMemoryError full) {
                throw noMemory(more, full);
            }
            views = new MessageViews(bytes);
        } else {
            bytes.compact();
        }
    }

    private NoSpaceException noMemory(int byteSize, OutOfMemoryError full) {
        String text = byteSize + " bytes are needed for a peer's message: " + full.getMessage();
        return new NoSpaceException(address, "no memory", text);
    }

    void close() throws IOException {
        wire.close();
    }
}
