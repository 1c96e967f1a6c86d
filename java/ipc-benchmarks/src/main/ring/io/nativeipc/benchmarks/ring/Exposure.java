package io.nativeipc.benchmarks.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A candidate for how a program accesses a message inside a lane. A process loads only one subclass, as with the
 * library, so that the compiler inlines it.
 */
abstract class Exposure {
    static final int SMALL = Options.number("small", 120);
    static final int SHIFT = Options.number("shift", 7);

    final ByteBuffer data;

    Exposure(ByteBuffer data) {
        this.data = data;
    }

    static Exposure of(String kind, ByteBuffer data) {
        return switch (kind) {
            case "whole" -> new Whole(data);
            case "slice" -> new Slice(data);
            case "kept" -> new Kept(data);
            case "hybrid" -> new Hybrid(data);
            case "accessor" -> new Access(data);
            default -> throw new IllegalArgumentException("no such exposure: " + kind);
        };
    }

    /** Passes the message at start to the handler. */
    abstract void deliver(MessageKind handler, int start, int length);

    /** Calls the writer to write the message at start. */
    abstract void fill(MessageKind writer, int start, int length, long number);

    /**
     * The whole lane, with position and limit around the message. With it, absolute puts could write outside the
     * message.
     */
    static final class Whole extends Exposure {
        private final ByteBuffer view;

        Whole(ByteBuffer data) {
            super(data);
            view = data.duplicate();
        }

        @Override
        void deliver(MessageKind handler, int start, int length) {
            handler.read(
                    view.order(ByteOrder.nativeOrder()).limit(start + length).position(start));
        }

        @Override
        void fill(MessageKind writer, int start, int length, long number) {
            writer.write(
                    view.order(ByteOrder.nativeOrder()).limit(start + length).position(start), number);
        }
    }

    /** A slice for each message. */
    static final class Slice extends Exposure {
        Slice(ByteBuffer data) {
            super(data);
        }

        @Override
        void deliver(MessageKind handler, int start, int length) {
            handler.read(data.slice(start, length).order(ByteOrder.nativeOrder()));
        }

        @Override
        void fill(MessageKind writer, int start, int length, long number) {
            writer.write(data.slice(start, length).order(ByteOrder.nativeOrder()), number);
        }
    }

    /** Slices cached by their start, one for each 128 bytes of the lane. */
    static class Kept extends Exposure {
        private final ByteBuffer[] kept;
        private final int[] starts;

        Kept(ByteBuffer data) {
            super(data);
            kept = new ByteBuffer[data.capacity() >> SHIFT];
            starts = new int[data.capacity() >> SHIFT];
        }

        final ByteBuffer view(int start, int length) {
            int bucket = start >> SHIFT;
            ByteBuffer view = kept[bucket];
            if (view == null || starts[bucket] != start || view.capacity() != length) {
                starts[bucket] = start;
                view = data.slice(start, length);
                kept[bucket] = view;
            }
            return view.clear().order(ByteOrder.nativeOrder());
        }

        @Override
        void deliver(MessageKind handler, int start, int length) {
            handler.read(view(start, length));
        }

        @Override
        void fill(MessageKind writer, int start, int length, long number) {
            writer.write(view(start, length), number);
        }
    }

    /**
     * Small messages are copied to private memory, of which a slice for each length is cached; other messages are
     * passed as in {@link Kept}.
     */
    static final class Hybrid extends Kept {
        private final ByteBuffer copy = ByteBuffer.allocateDirect(SMALL);
        private final ByteBuffer[] copies = new ByteBuffer[SMALL + 1];

        Hybrid(ByteBuffer data) {
            super(data);
        }

        private ByteBuffer copy(int length) {
            ByteBuffer view = copies[length];
            if (view == null) {
                view = copies[length] = copy.slice(0, length);
            }
            return view.clear().order(ByteOrder.nativeOrder());
        }

        @Override
        void deliver(MessageKind handler, int start, int length) {
            if (length > SMALL) {
                super.deliver(handler, start, length);
            } else {
                ByteBuffer view = copy(length);
                view.put(0, data, start, length);
                handler.read(view);
            }
        }

        @Override
        void fill(MessageKind writer, int start, int length, long number) {
            if (length > SMALL) {
                super.fill(writer, start, length, number);
            } else {
                ByteBuffer view = copy(length);
                writer.write(view, number);
                data.put(start, view, 0, length);
            }
        }
    }

    /** An accessor object instead of a buffer, with its own check for each access. */
    static final class Access extends Exposure {
        private int start;
        private int length;

        Access(ByteBuffer data) {
            super(data);
        }

        int length() {
            return length;
        }

        long getLong(int index) {
            return data.getLong(start + Objects.checkFromIndexSize(index, Long.BYTES, length));
        }

        int getInt(int index) {
            return data.getInt(start + Objects.checkFromIndexSize(index, Integer.BYTES, length));
        }

        void putLong(int index, long value) {
            data.putLong(start + Objects.checkFromIndexSize(index, Long.BYTES, length), value);
        }

        void putInt(int index, int value) {
            data.putInt(start + Objects.checkFromIndexSize(index, Integer.BYTES, length), value);
        }

        void get(int index, byte[] dst, int offset, int count) {
            data.get(start + Objects.checkFromIndexSize(index, count, length), dst, offset, count);
        }

        void put(int index, byte[] src, int offset, int count) {
            data.put(start + Objects.checkFromIndexSize(index, count, length), src, offset, count);
        }

        @Override
        void deliver(MessageKind handler, int at, int count) {
            start = at;
            length = count;
            handler.read(this);
        }

        @Override
        void fill(MessageKind writer, int at, int count, long number) {
            start = at;
            length = count;
            writer.write(this, number);
        }
    }
}
