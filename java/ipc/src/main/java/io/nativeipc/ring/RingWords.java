package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import java.nio.ByteBuffer;

/** The control words of a channel for who only looks. */
interface RingWords {
    long getLong(int offset);

    int getInt(int offset);

    /** A word as it is now, where the others may be of a moment before. */
    long now(int offset) throws IpcException;

    /** Those of mapped memory. */
    static RingWords of(RingMemory memory) {
        return new RingWords() {
            @Override
            public long getLong(int offset) {
                return memory.getLong(offset);
            }

            @Override
            public int getInt(int offset) {
                return memory.getInt(offset);
            }

            @Override
            public long now(int offset) {
                return memory.getLong(offset);
            }
        };
    }

    /** A copy of those of an object, which may be cut short at any time. */
    static RingWords copy(RingFile file, int laneCount) throws IpcException {
        ByteBuffer copy = whole(file, 0, RingLayout.laneOffset(laneCount));
        return new RingWords() {
            @Override
            public long getLong(int offset) {
                return copy.getLong(offset);
            }

            @Override
            public int getInt(int offset) {
                return copy.getInt(offset);
            }

            @Override
            public long now(int offset) throws IpcException {
                return whole(file, offset, Long.BYTES).getLong(0);
            }
        };
    }

    private static ByteBuffer whole(RingFile file, int offset, int length) throws IpcException {
        ByteBuffer bytes = file.read(offset, length);
        if (bytes.limit() < length) {
            throw new CorruptException(file.address(), "the object has become smaller than its header says");
        }
        return bytes;
    }
}
