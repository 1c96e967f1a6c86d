package io.nativeipc.internal.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/** Direct memory for received messages, one block for each call in flight. Each block is kept for the next call. */
public final class MessageRooms {
    private final ArrayDeque<Room> free = new ArrayDeque<>();
    private final int capacity;

    /**
     * Creates blocks of one size.
     *
     * @param capacity the bytes of each
     */
    public MessageRooms(int capacity) {
        this.capacity = capacity;
    }

    public int capacity() {
        return capacity;
    }

    public Room take() {
        Room room;
        synchronized (free) {
            room = free.pollLast();
        }
        return room == null ? new Room(capacity) : room;
    }

    public void give(Room room) {
        synchronized (free) {
            free.addLast(room);
        }
    }

    /** Memory for a message, and the last buffer that showed a message, which messages of equal length share. */
    public static final class Room {
        private final ByteBuffer memory;
        private int lastStart;
        private ByteBuffer last;

        private Room(int capacity) {
            this.memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
            this.last = memory.slice(0, 0);
        }

        /** Returns all of the memory, empty, for the call that receives. */
        public ByteBuffer memory() {
            return memory.clear();
        }

        /** {@return a buffer that shows the received bytes, from the start up to the memory's position} */
        public ByteBuffer received() {
            return message(0, memory.position());
        }

        /**
         * {@return a buffer that shows the message and nothing else, in native byte order}
         *
         * @param start the offset of the message in the memory
         * @param length the number of bytes
         */
        public ByteBuffer message(int start, int length) {
            if (lastStart != start || last.capacity() != length) {
                last = memory.slice(start, length);
                lastStart = start;
            }
            return last.clear().order(ByteOrder.nativeOrder());
        }
    }
}
