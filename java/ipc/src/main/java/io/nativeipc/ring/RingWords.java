package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/** The words of a channel, for a reader that is not a participant. */
interface RingWords {
    long getLong(int offset);

    int getInt(int offset);

    /** Reads the current value of a word. The other methods may return an older value. */
    long now(int offset) throws IpcException;

    /** Reads headers of records in the data of a lane, from now on. */
    Headers headers(int lane);

    /** Headers of records, read in the order of the records. */
    interface Headers {
        /**
         * Reads a header. The first index is that of HEAD, and each further one that of the next record.
         *
         * @return the header; 0 if no record is published there, or only since the last header was read
         */
        long at(int index) throws IpcException;
    }

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

            @Override
            public Headers headers(int lane) {
                ByteBuffer data = memory.data(lane);
                return index -> (long) RingLayout.LONG.getAcquire(data, index);
            }
        };
    }

    /** Copies the words of an object, which may be truncated at any time. */
    static RingWords copy(RingFile file, RingOptions options) throws IpcException {
        ByteBuffer copy = whole(file, 0, RingLayout.laneOffset(options.laneCount()));
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

            @Override
            public Headers headers(int lane) {
                return new CopiedHeaders(file, options, lane);
            }
        };
    }

    private static ByteBuffer whole(RingFile file, long offset, int length) throws IpcException {
        ByteBuffer bytes = file.read(offset, length);
        if (bytes.limit() < length) {
            throw new CorruptException(file.address(), "the object has become smaller than its header states");
        }
        return bytes;
    }

    /**
     * Reads headers with pread, many at a time. The kernel may copy the words of one pread in any order: a header that
     * was published meanwhile, but behind it the payload of a former lap instead of the 0. Every part is therefore
     * copied twice. A header that is in the first copy was published before the second copy began, so the word behind
     * its record in the second copy is 0 or a header. If both copies have the same word there, the same is true of the
     * word behind the next record. If they differ, a producer was at work there, and the walk ends.
     */
    final class CopiedHeaders implements Headers {
        private static final int PART = 16384;

        private final RingFile file;
        private final long data;
        private final int capacity;
        private int from;
        private ByteBuffer first = ByteBuffer.allocate(0);
        private ByteBuffer second = first;

        private CopiedHeaders(RingFile file, RingOptions options, int lane) {
            this.file = file;
            this.capacity = (int) options.laneCapacity();
            this.data = RingLayout.dataOffset(lane, options.laneCount(), capacity);
        }

        @Override
        public long at(int index) throws IpcException {
            if (index < from || index - from >= first.limit()) {
                int length = Math.min(PART, capacity - index);
                first = whole(file, data + index, length);
                VarHandle.loadLoadFence();
                second = whole(file, data + index, length);
                from = index;
            }
            long header = first.getLong(index - from);
            return header == second.getLong(index - from) ? header : RecordLayout.NOTHING;
        }
    }
}
