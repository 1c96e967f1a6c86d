package io.nativeipc.benchmarks.tail;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Two of Agrona's ring buffers for one producer, as large as a lane of the ring channel. */
final class AgronaTransport extends Transport {
    static final long BYTES = 262144L + RingBufferDescriptor.TRAILER_LENGTH;

    private static final int TYPE = 1;

    private final OneToOneRingBuffer there;
    private final OneToOneRingBuffer back;
    private final UnsafeBuffer out = new UnsafeBuffer(Frame.OUT);

    private final MessageHandler handler = (type, buffer, index, length) -> {
        Frame.checkLength(length);
        buffer.getBytes(index, Frame.IN, 0, Frame.SIZE);
        try {
            arrived();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    };

    AgronaTransport(String outName, String inName) throws IOException {
        there = map(outName);
        back = map(inName);
    }

    private static OneToOneRingBuffer map(String name) throws IOException {
        try (FileChannel file =
                FileChannel.open(Path.of("/dev/shm" + name), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new OneToOneRingBuffer(new UnsafeBuffer(file.map(MapMode.READ_WRITE, 0, BYTES)));
        }
    }

    @Override
    boolean send() {
        return there.write(TYPE, out, 0, Frame.SIZE);
    }

    @Override
    int receive(int limit) {
        return back.read(handler, limit);
    }

    @Override
    public void close() {}
}
