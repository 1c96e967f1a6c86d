package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.liveness.FileLocks;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.RegionPlace;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A channel of two lanes in plain memory of this process, whose words a test changes like a hostile peer. Its locks are
 * real locks on a file.
 */
final class HostileMemory implements AutoCloseable {
    static final RingOptions OPTIONS = new RingOptions(2, 4096, 600, false);

    /** The size of the pages of control words. */
    static final int CONTROL = RingLayout.laneOffset(2);

    /** The number of polls after which a test reports that a consumer hangs. */
    private static final int POLLS = 200;

    private final RingHeader header = RingHeader.create(OPTIONS);
    private final LocksInAFile place;
    private final RingMemory memory;
    private final ByteBuffer control;
    private final ByteBuffer[] data;
    private final LivenessLocks consumersLocks;
    private final LivenessLocks producersLocks;

    /** The longest message that was passed to a handler; below, the shortest message and the number of messages. */
    int longest;

    int shortest;
    long handled;

    HostileMemory() {
        try {
            place = new LocksInAFile();
            memory = RingMemory.in(
                    PlainView.region(place.address(), ByteBuffer.allocateDirect((int) OPTIONS.byteSize())),
                    place,
                    header);
            control = memory.control();
            data = new ByteBuffer[] {memory.data(0), memory.data(1)};
            consumersLocks = place.openLocks();
            producersLocks = place.openLocks();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory without a name, whose locks are on an unlinked file. */
    private static final class LocksInAFile implements RingPlace {
        private final int fd;

        LocksInAFile() throws IOException {
            Path file = Files.createTempFile("locks", "");
            fd = PosixFailure.check(
                    Native.shim().ipc_open(file.toString(), Constants.O_RDWR | Constants.O_CLOEXEC, 0),
                    "open",
                    "locks");
            Files.delete(file);
        }

        @Override
        public String address() {
            return "ring:/hostile";
        }

        @Override
        public LivenessLocks openLocks() throws IpcException {
            return FileLocks.reopen(fd, address());
        }

        @Override
        public void unlink(RegionPlace.Contents channel) {}

        @Override
        public void close() {
            Native.posix().close(fd);
        }
    }

    /** Creates a new channel whose first lane contains messages of these lengths. */
    void begin(int position, int... lengths) throws IOException {
        zero(control);
        header.write(control);
        memory.setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_READY);
        for (ByteBuffer lane : data) {
            zero(lane);
        }
        memory.setLong(RingLayout.laneOffset(0), position);
        RingProducer producer = producer(0);
        for (int length : lengths) {
            producer.offer(ByteBuffer.allocate(length));
        }
        longest = 0;
        shortest = Integer.MAX_VALUE;
        handled = 0;
    }

    private static void zero(ByteBuffer bytes) {
        for (int offset = 0; offset < bytes.capacity(); offset += 8) {
            bytes.putLong(offset, 0);
        }
    }

    /** Changes a word of the control pages or, at higher offsets, of the lanes. */
    void put(int offset, long word) {
        if (offset < CONTROL) {
            control.putLong(offset, word);
        } else {
            data[(offset - CONTROL) / 4096].putLong((offset - CONTROL) % 4096, word);
        }
    }

    long get(int offset) {
        return offset < CONTROL
                ? control.getLong(offset)
                : data[(offset - CONTROL) / 4096].getLong((offset - CONTROL) % 4096);
    }

    private RingProducer producer(int lane) throws IpcException {
        Slot slot = new Slot(memory, producersLocks, RingLayout.SLOT_LANE + lane);
        return new RingProducer(memory, producersLocks, slot, new ProducedLane(memory, lane, memory.head(lane)));
    }

    RingConsumer consumer() throws IpcException {
        return new RingConsumer(memory, consumersLocks, new Slot(memory, consumersLocks, RingLayout.SLOT_CONSUMER));
    }

    /**
     * Polls until no message arrives, frees the lanes, and sends with a producer. Each call must succeed or throw a
     * documented exception; other exceptions are passed on.
     *
     * @return the number of calls that found the memory corrupt
     */
    int use(RingConsumer consumer) throws IOException {
        int corrupt = 0;
        int polls = 0;
        for (int empty = 0; empty < 3; polls++) {
            try {
                empty = consumer.poll(this::handle, 100) == 0 ? empty + 1 : 0;
            } catch (CorruptException found) {
                corrupt++;
            }
            if (polls > POLLS) {
                throw new AssertionError("after " + polls + " polls there is still something to come");
            }
        }
        try {
            consumer.freeDeadLanes();
            RingProducer producer = producer(1);
            for (int i = 0; i < 10; i++) {
                producer.offer(ByteBuffer.allocate(OPTIONS.maxMessage()));
            }
        } catch (CorruptException found) {
            corrupt++;
        } catch (PeerClosedException retiredOrDead) {
            return corrupt;
        }
        return corrupt;
    }

    private void handle(ByteBuffer message) {
        int length = message.remaining();
        longest = Math.max(longest, length);
        shortest = Math.min(shortest, length);
        handled++;
        if (length > 0) {
            message.get(message.position());
            message.get(message.limit() - 1);
        }
    }

    @Override
    public void close() {
        consumersLocks.close();
        producersLocks.close();
        place.close();
    }
}
