package io.nativeipc.benchmarks.ring;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A link over two of Agrona's ring buffers in mapped files, each as large as a lane of the ring channel. A buffer of
 * zeros is empty.
 */
abstract class AgronaLink extends Link {
    private static final int CAPACITY = Options.number("capacity", 1 << 18);
    private static final int TYPE = 1;

    final OneToOneRingBuffer out;
    final OneToOneRingBuffer in;
    final MessageHandler handler;

    AgronaLink(String out, String in, Arrival arrival) throws IOException {
        this.out = map(out);
        this.in = map(in);
        handler = (type, buffer, index, length) -> {
            if (length != Payload.SIZE) {
                throw new IllegalStateException("a message of " + length + " bytes");
            }
            buffer.getBytes(index, Payload.IN, 0, Payload.SIZE);
            arrival.arrived();
        };
    }

    private static OneToOneRingBuffer map(String name) throws IOException {
        Path file = Path.of("/dev/shm" + name);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            int size = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
            return new OneToOneRingBuffer(new UnsafeBuffer(channel.map(MapMode.READ_WRITE, 0, size)));
        }
    }

    @Override
    int receive(int limit) {
        int received = in.read(handler, limit);
        if (received == 0) {
            Thread.onSpinWait();
        }
        return received;
    }

    /** Uses write and read. */
    static final class Writing extends AgronaLink {
        private final UnsafeBuffer message = new UnsafeBuffer(Payload.OUT);

        Writing(String out, String in, Arrival arrival) throws IOException {
            super(out, in, arrival);
        }

        @Override
        void send() {
            while (!out.write(TYPE, message, 0, Payload.SIZE)) {
                Thread.onSpinWait();
            }
        }
    }

    /** Uses tryClaim and read. */
    static final class Claiming extends AgronaLink {
        Claiming(String out, String in, Arrival arrival) throws IOException {
            super(out, in, arrival);
        }

        @Override
        void send() {
            int index = out.tryClaim(TYPE, Payload.SIZE);
            while (index < 0) {
                Thread.onSpinWait();
                index = out.tryClaim(TYPE, Payload.SIZE);
            }
            out.buffer().putBytes(index, Payload.OUT, 0, Payload.SIZE);
            out.commit(index);
        }
    }
}
