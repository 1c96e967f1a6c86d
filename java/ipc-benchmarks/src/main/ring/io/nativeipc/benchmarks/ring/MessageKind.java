package io.nativeipc.benchmarks.ring;

import java.nio.ByteBuffer;

/**
 * What a program does with a message. There are three classes, because a single one is inlined and escape analysis then
 * removes the allocations that occur with three. Each message starts with its number; the receiver gets its length from
 * the message itself.
 */
abstract class MessageKind {
    /** The number of the last message that was read. */
    long number;

    long sum;

    abstract void read(ByteBuffer message);

    abstract void write(ByteBuffer message, long number);

    abstract void read(Exposure.Access message);

    abstract void write(Exposure.Access message, long number);

    static MessageKind[] kinds(int count) {
        MessageKind[] kinds = new MessageKind[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = switch (i % 3) {
                case 0 -> new Copied();
                case 1 -> new Fields();
                default -> new Words();
            };
        }
        return kinds;
    }

    /** Copies the message. All classes read the number, which the benchmark checks. */
    static final class Copied extends MessageKind {
        private final byte[] bytes = new byte[2048];

        @Override
        void read(ByteBuffer message) {
            int start = message.position();
            number = message.getLong(start);
            message.get(start, bytes, 0, message.remaining());
        }

        @Override
        void write(ByteBuffer message, long next) {
            int start = message.position();
            message.put(start, bytes, 0, message.remaining());
            message.putLong(start, next);
        }

        @Override
        void read(Exposure.Access message) {
            number = message.getLong(0);
            message.get(0, bytes, 0, message.length());
        }

        @Override
        void write(Exposure.Access message, long next) {
            message.put(0, bytes, 0, message.length());
            message.putLong(0, next);
        }
    }

    /** Accesses a few fields of a struct. */
    static final class Fields extends MessageKind {
        @Override
        void read(ByteBuffer message) {
            int start = message.position();
            number = message.getLong(start);
            sum += message.getInt(start + 8) + message.getInt(start + 12);
        }

        @Override
        void write(ByteBuffer message, long next) {
            int start = message.position();
            message.putLong(start, next);
            message.putInt(start + 8, (int) next);
            message.putInt(start + 12, 7);
        }

        @Override
        void read(Exposure.Access message) {
            number = message.getLong(0);
            sum += message.getInt(8) + message.getInt(12);
        }

        @Override
        void write(Exposure.Access message, long next) {
            message.putLong(0, next);
            message.putInt(8, (int) next);
            message.putInt(12, 7);
        }
    }

    /** Accesses every word. */
    static final class Words extends MessageKind {
        @Override
        void read(ByteBuffer message) {
            int start = message.position();
            int end = start + message.remaining();
            long all = 0;
            for (int at = start; at + 8 <= end; at += 8) {
                all += message.getLong(at);
            }
            number = message.getLong(start);
            sum += all;
        }

        @Override
        void write(ByteBuffer message, long next) {
            int start = message.position();
            int end = start + message.remaining();
            for (int at = start; at + 8 <= end; at += 8) {
                message.putLong(at, next);
            }
        }

        @Override
        void read(Exposure.Access message) {
            long all = 0;
            for (int at = 0; at + 8 <= message.length(); at += 8) {
                all += message.getLong(at);
            }
            number = message.getLong(0);
            sum += all;
        }

        @Override
        void write(Exposure.Access message, long next) {
            for (int at = 0; at + 8 <= message.length(); at += 8) {
                message.putLong(at, next);
            }
        }
    }
}
