package io.nativeipc.ring;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.wait.Backoff;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A channel in shared memory that carries messages from many producers to one consumer, at the speed of memory. Every
 * producer has a lane of its own. A message is published by one release store, so the death of a producer leaves no
 * partial message, and the messages that it published are delivered. Messages of one producer arrive in order. There is
 * no order between producers.
 *
 * <pre>{@code
 * RingOptions options = RingOptions.DEFAULT.withSleepingWaits(); // waiters block in the kernel
 * try (RingChannel channel = RingChannel.create(name, options)) {
 *     try (RingConsumer consumer = channel.openConsumer()) {
 *         System.out.println("waiting");
 *         AtomicLong sum = new AtomicLong();
 *         for (int i = 0; i < 1000; i++) {
 *             consumer.receive(message -> sum.addAndGet(message.getInt()));
 *         }
 *         System.out.println("received " + sum);
 *     } finally {
 *         channel.unlink();
 *     }
 * }
 * }</pre>
 *
 * <p>A channel has a name or is in a {@link Region} of any kind. A named channel is a POSIX shared memory object, or on
 * Windows the file mapping {@code Local\name}.
 *
 * <p>The C calls for a named channel are {@code shm_open}, {@code fchmod}, {@code posix_fallocate}, {@code mmap}, and
 * {@code fcntl} with F_OFD_SETLK. Every participant holds a kernel lock on a byte of the object, or of a lock file if
 * the channel is in a region. A participant is dead if and only if the kernel has taken its lock away. A stopped
 * process is alive. On Windows the calls are {@code CreateFileMappingW} and {@code CreateEventW}: a lock is an event
 * that the kernel removes when the process that created it dies. The layout is that of {@code docs/ring-layout.md},
 * which C++ programs use too.
 *
 * <p>A name is a slash and 1 to 30 letters, digits, dots, dashes and underscores. An object is rejected if it belongs
 * to another user or if other users may write to it. The channel exists until it is unlinked, or on Windows until no
 * process has it open. Messages that were not consumed stay in it.
 *
 * <p>Every method may be called from any thread. {@link #close} closes this object only: its producers and its consumer
 * stay open until they are closed. After close, {@link #unlink()}, {@link #statistics} and the methods that open a
 * producer or the consumer throw {@link IllegalStateException}. The memory of a named channel is released when this
 * object, its producers and its consumer are closed. Its range of addresses is released at the latest when they have
 * been garbage-collected.
 */
public final class RingChannel implements Closeable {
    private final RingMemory memory;
    private final boolean created;
    private volatile boolean closed;

    private RingChannel(RingMemory memory, boolean created) {
        this.memory = memory;
        this.created = created;
    }

    /**
     * Creates a channel and reserves all of its memory. A half-built channel left by a dead creator is rebuilt. A
     * creator that is still working is given one second.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @param options the geometry: {@link RingOptions}, by default {@link RingOptions#DEFAULT}
     * @return the new channel, which the caller closes
     * @throws AlreadyExistsException if the channel exists already (EEXIST)
     * @throws CorruptException if the name belongs to another object, which is left unchanged
     * @throws io.nativeipc.NoSpaceException if /dev/shm has too little space left (ENOSPC)
     */
    public static RingChannel create(String name, RingOption... options) throws IOException {
        RingFile.checkName(name);
        return new RingChannel(NamedRing.create(name, geometry(options)), true);
    }

    /**
     * Creates a channel at the beginning of existing memory: a System V segment, a mapped file, or a file mapping of
     * Windows. A half-built channel left by a dead creator is rebuilt. The memory belongs to the caller, and
     * {@link #unlink()} does not remove its object. After the region is closed, every method of the channel's producers
     * and consumer throws {@link IllegalStateException}, or {@link CorruptException} with JNA.
     *
     * <p>The locks are on a file in {@code $XDG_RUNTIME_DIR/native-ipc}, else {@code /tmp/native-ipc-<uid>}. The header
     * contains its path, and {@link #unlink()} removes it. On Windows the locks are events.
     *
     * @param region the memory, which the caller keeps open while the channel is used, and closes
     * @param options the geometry: {@link RingOptions}, by default {@link RingOptions#DEFAULT}
     * @return the new channel, which the caller closes
     * @throws AlreadyExistsException if the memory contains a channel already (EEXIST)
     * @throws CorruptException if the memory contains other data and is not all zeros; it is left unchanged
     * @throws IllegalArgumentException if the region is smaller than {@link RingOptions#byteSize} or read-only, or does
     *     not begin at a multiple of 64 bytes in memory
     * @throws UnsupportedOperationException if the options have sleeping waits and the system is not Linux
     */
    public static RingChannel create(Region region, RingOption... options) throws IOException {
        return new RingChannel(RegionRing.create(region, RegionRing.address(region), geometry(options)), true);
    }

    private static RingOptions geometry(RingOption... options) {
        OptionList list = new OptionList((Object[]) options);
        RingOptions geometry = list.take(RingOptions.class, RingOptions.DEFAULT);
        list.end();
        return geometry;
    }

    /**
     * Opens a channel. A creator that has not finished is given one second.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return the channel, which the caller closes
     * @throws NotFoundException if there is no such channel (ENOENT)
     * @throws CorruptException if the object of this name is not a channel, or is inconsistent
     * @throws io.nativeipc.AccessDeniedException if it belongs to another user, or other users may write to it
     */
    public static RingChannel open(String name) throws IOException {
        RingFile.checkName(name);
        return new RingChannel(NamedRing.open(name, Backoff.PATIENCE), false);
    }

    /**
     * Opens the channel in existing memory. A creator that has not finished is given one second.
     *
     * @param region the memory, which the caller keeps open while the channel is used, and closes
     * @return the channel, which the caller closes
     * @throws NotFoundException if the memory contains no channel (ENOENT)
     * @throws CorruptException if its content is inconsistent, or its locks are not those that it was created with
     * @throws IllegalArgumentException if the region is read-only, because both ends write, or does not begin at a
     *     multiple of 64 bytes in memory
     */
    public static RingChannel open(Region region) throws IOException {
        return new RingChannel(RegionRing.open(region, RegionRing.address(region), Backoff.PATIENCE), false);
    }

    /**
     * Opens the channel of this name, whatever its geometry, or creates it. {@link #created} reports which.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @param options the geometry of a new channel: {@link RingOptions}, by default {@link RingOptions#DEFAULT}
     * @return the channel, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static RingChannel openOrCreate(String name, RingOption... options) throws IOException {
        RingOptions geometry = geometry(options);
        RingFile.checkName(name);
        return Opening.openOrCreate(
                RingFile.address(name),
                () -> new RingChannel(NamedRing.open(name, Duration.ZERO), false),
                () -> create(name, geometry));
    }

    /**
     * Opens the channel in this memory, whatever its geometry, or creates it. {@link #created} reports which.
     *
     * @param region the memory, which the caller keeps open while the channel is used, and closes
     * @param options the geometry of a new channel: {@link RingOptions}, by default {@link RingOptions#DEFAULT}
     * @return the channel, which the caller closes
     * @throws CorruptException if the memory contains other data; it is left unchanged
     * @throws IllegalArgumentException if the region is too small or read-only, or does not begin at a multiple of 64
     *     bytes in memory
     */
    public static RingChannel openOrCreate(Region region, RingOption... options) throws IOException {
        RingOptions geometry = geometry(options);
        String address = RegionRing.address(region);
        return Opening.openOrCreate(
                address,
                () -> new RingChannel(RegionRing.openFor(region, address, geometry), false),
                () -> create(region, geometry));
    }

    /**
     * Retires a channel and removes its name. Its producers and its consumer throw
     * {@link io.nativeipc.PeerClosedException} once they find it retired.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @throws NotFoundException if there is no such channel (ENOENT)
     */
    public static void unlink(String name) throws IOException {
        try (RingChannel channel = open(name)) {
            channel.unlink();
        }
    }

    /**
     * Removes a channel, finished or not, if the kernel's locks prove that no process has it open.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return false if a living process has the channel open, or if another process has just removed it
     * @throws NotFoundException if there is no such channel (ENOENT)
     * @throws CorruptException if the object of this name is not a channel; it is left unchanged
     */
    public static boolean cleanUp(String name) throws IpcException {
        RingFile.checkName(name);
        return NamedRing.cleanUp(name);
    }

    /**
     * Retires a channel if the kernel's locks prove that no process has it open, and removes its lock file. The memory
     * stays.
     *
     * @param region the memory, which the caller keeps open during the call, and closes
     * @return false if a living process has the channel open, or if another process has just cleaned it up
     * @throws UnsupportedOperationException on Windows, where a channel leaves nothing behind
     * @throws IpcException if the memory contains no channel, or the system refuses
     */
    public static boolean cleanUp(Region region) throws IOException {
        return RegionRing.cleanUp(region);
    }

    /**
     * Opens a producer with the first free lane: one that has no producer and no messages of a former producer.
     *
     * @return the producer, which the caller closes
     * @throws IpcException if no lane is free ("no lane"), or the channel is damaged or retired
     */
    public RingProducer openProducer() throws IpcException {
        checkOpen();
        return memory.access(() -> LaneClaim.open(memory));
    }

    /**
     * Opens a producer, waiting at most this long for a free lane.
     *
     * @param timeout the longest time to wait; zero does not wait
     * @return the producer, which the caller closes
     * @throws IpcException if still no lane is free ("no lane"), or the channel is damaged or retired
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public RingProducer openProducer(Duration timeout) throws IpcException, InterruptedException {
        checkOpen();
        return LaneClaim.open(memory, timeout);
    }

    /**
     * Opens the consumer. It continues in each lane at the position that the last consumer released. Messages that a
     * dead consumer handled after that arrive again: at most a quarter of each lane and one message.
     *
     * @return the consumer, which the caller closes
     * @throws IpcException if the channel has a consumer already ("busy")
     */
    public RingConsumer openConsumer() throws IpcException {
        checkOpen();
        return memory.access(() -> RingConsumer.open(memory));
    }

    /** {@return the geometry} */
    public RingOptions options() {
        return memory.options();
    }

    /**
     * {@return the channel's counters and the liveness of its participants, read from its memory without affecting
     * them}
     *
     * @throws IpcException if the memory was truncated
     */
    public RingStatistics statistics() throws IpcException {
        checkOpen();
        return memory.access(() -> RingStatistics.of(memory));
    }

    /** {@return whether this object created the channel} */
    public boolean created() {
        return created;
    }

    /**
     * Retires the channel and removes its name. A name that is gone or belongs to another channel is left alone.
     *
     * @throws CorruptException if the memory was truncated
     * @throws IpcException if another process holds the creator's lock for a second ("busy"); nothing is changed then
     */
    public void unlink() throws IOException {
        checkOpen();
        memory.access(() -> {
            memory.unlink();
            return true;
        });
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /**
     * Closes this object. Its producers and its consumer stay open. The memory of a named channel is released when this
     * object and the last of them are closed.
     */
    @Override
    public void close() {
        closed = true;
        memory.close();
    }

    /** Returns the address: {@code ring:/orders}. */
    @Override
    public String toString() {
        return memory.address();
    }
}
