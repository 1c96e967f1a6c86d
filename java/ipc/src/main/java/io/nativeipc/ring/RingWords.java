package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import java.nio.ByteBuffer;

/** The control words of a channel, for a reader that is not a participant. */
interface RingWords {
    long getLong(int offset);

    int getInt(int offset);

    /** Reads the current value of a word. The other methods may return an older value. */
    long now(int offset) throws IpcException;

    /** Reads the words in mapped memory. */
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

    /** Copies the words of an object, which may be truncated at any time. */
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
            throw new CorruptException(file.address(), "the object has become smaller than its header states");
        }
        return bytes;
    }
}
