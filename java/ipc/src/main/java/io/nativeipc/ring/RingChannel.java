package io.nativeipc.ring;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.wait.Backoff;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A channel in shared memory: messages of many producers to one consumer, at the speed of memory. Every producer has a lane of its own; a message is published by one release store, so a producer's death leaves nothing half
 * done, and the messages that it published are delivered. There is an order within a producer's messages, and none between
 * producers.
 *
 * <p>A channel has a name, under which it is a POSIX shared memory object, or on Windows the file mapping {@code Local\\name}; or it
 * lies in a {@link Region} of any kind. C calls for a name: {@code shm_open}, {@code fchmod}, {@code posix_fallocate}, {@code mmap},
 * and {@code fcntl} with F_OFD_SETLK: every participant holds a kernel lock on a byte of the object, of a lock file if it is in a
 * region, and is dead when, and only when, the kernel has taken it away. A stopped process is alive. On Windows:
 * {@code CreateFileMappingW}, and {@code CreateEventW}, for there a lock is an event that the kernel removes with its maker. The
 * layout is that of {@code docs/ring-layout.md}, which C++ programs use too.
 *
 * <p>Names are a slash and 1 to 30 letters, digits, dots, dashes and underscores; an object of another user, or one that
 * others may write to, is refused. The channel lives until it is unlinked, on Windows until nobody has it open; messages that
 * were not consumed stay in it.
 *
 * <p>Every method may be called from any thread. {@link #close} ends the use of this object alone: producers and consumers
 * that it made stay open until they are closed. After close the methods that make some, and {@link #unlink()}, throw
 * {@link IllegalStateException}. The mapping is given back when all of them have been collected.
 */
public final class RingChannel implements Closeable {
    private static final Pattern NAME = Pattern.compile("/(?!\\.)[A-Za-z0-9._-]{1,30}");

    private final RingMemory memory;
    private final boolean created;
    private volatile boolean closed;

    private RingChannel(RingMemory memory, boolean created) {
        this.memory = memory;
        this.created = created;
    }

    /**
     * {@link #create(String, RingOptions)} with {@link RingOptions#DEFAULT}.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return the new channel, which the caller closes
     * @throws IpcException if there is one already, or the system refuses
     */
    public static RingChannel create(String name) throws IOException {
        return create(name, RingOptions.DEFAULT);
    }

    /**
     * Creates a channel with all its memory reserved. What a creator has left who died before it was done is begun anew; for
     * one who is at work there is a second.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @param options the geometry
     * @return the new channel, which the caller closes
     * @throws AlreadyExistsException if there is one (EEXIST)
     * @throws CorruptException if something else has the name, which stays as it is
     * @throws io.nativeipc.NoSpaceException if /dev/shm has not that much left (ENOSPC)
     */
    public static RingChannel create(String name, RingOptions options) throws IOException {
        checkName(name);
        return new RingChannel(NamedRing.create(name, options), true);
    }

    /**
     * {@link #create(Region, RingOptions)} with {@link RingOptions#DEFAULT}.
     *
     * @param region the memory, which stays the caller's and open as long as the channel is used
     * @return the new channel, which the caller closes
     * @throws IpcException if there is one already, or the system refuses
     */
    public static RingChannel create(Region region) throws IOException {
        return create(region, RingOptions.DEFAULT);
    }

    /**
     * Creates a channel in memory that is there already, at its beginning: in a System V segment, a mapped file, a file mapping of
     * Windows. What a creator has left who died before it was done is begun anew. The memory is the caller's: its object is
     * not removed by {@link #unlink}, and when the region is closed, every method of the channel's producers and consumer throws
     * {@link IllegalStateException}, or {@link CorruptException} with JNA.
     *
     * <p>The locks are on a file in {@code $XDG_RUNTIME_DIR/native-ipc}, else {@code /tmp/native-ipc-<uid>}, which the header
     * names, and which {@link #unlink} erases; on Windows they are events.
     *
     * @param region the memory, which stays the caller's and open as long as the channel is used
     * @param options the geometry
     * @return the new channel, which the caller closes
     * @throws AlreadyExistsException if there is a channel in it (EEXIST)
     * @throws CorruptException if the memory is not all zeros otherwise; it stays as it is
     * @throws IllegalArgumentException if the region is smaller than {@link RingOptions#byteSize}, or read-only
     * @throws UnsupportedOperationException for sleeping waits anywhere but on Linux
     */
    public static RingChannel create(Region region, RingOptions options) throws IOException {
        return new RingChannel(RegionPlace.create(region, RegionPlace.address(region), options), true);
    }

    /**
     * Opens a channel. A creator who has not finished is given a second.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return the channel, which the caller closes
     * @throws NotFoundException if there is none (ENOENT)
     * @throws CorruptException if what has the name is no channel, or contradicts itself
     * @throws io.nativeipc.AccessDeniedException if it is another user's, or others may write to it
     */
    public static RingChannel open(String name) throws IOException {
        checkName(name);
        return new RingChannel(NamedRing.open(name, Backoff.PATIENCE), false);
    }

    /**
     * Opens the channel in memory that is there already. A creator who has not finished is given a second.
     *
     * @param region the memory, which stays the caller's and open as long as the channel is used
     * @return the channel, which the caller closes
     * @throws NotFoundException if there is none in it (ENOENT)
     * @throws CorruptException if what is in it contradicts itself, or its locks are not those that it was created with
     * @throws IllegalArgumentException if the region is read-only: both ends write
     */
    public static RingChannel open(Region region) throws IOException {
        return new RingChannel(RegionPlace.open(region, RegionPlace.address(region), Backoff.PATIENCE), false);
    }

    /**
     * {@link #openOrCreate(String, RingOptions)} with {@link RingOptions#DEFAULT}.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return the channel, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static RingChannel openOrCreate(String name) throws IOException {
        return openOrCreate(name, RingOptions.DEFAULT);
    }

    /**
     * Opens the channel of this name, whatever its geometry, or creates it; {@link #created} tells.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @param options the geometry
     * @return the channel, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static RingChannel openOrCreate(String name, RingOptions options) throws IOException {
        checkName(name);
        return Opening.openOrCreate(
                RingFile.address(name),
                () -> new RingChannel(NamedRing.open(name, Duration.ZERO), false),
                () -> create(name, options));
    }

    /**
     * {@link #openOrCreate(Region, RingOptions)} with {@link RingOptions#DEFAULT}.
     *
     * @param region the memory, which stays the caller's and open as long as the channel is used
     * @return the channel, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static RingChannel openOrCreate(Region region) throws IOException {
        return openOrCreate(region, RingOptions.DEFAULT);
    }

    /**
     * Opens the channel in this memory, whatever its geometry, or creates it; {@link #created} tells.
     *
     * @param region the memory, which stays the caller's and open as long as the channel is used
     * @param options the geometry
     * @return the channel, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static RingChannel openOrCreate(Region region, RingOptions options) throws IOException {
        String address = RegionPlace.address(region);
        return Opening.openOrCreate(
                address,
                () -> new RingChannel(RegionPlace.open(region, address, Duration.ZERO), false),
                () -> create(region, options));
    }

    /**
     * Retires a channel and erases its name: its producers and its consumer are told that it is over.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @throws NotFoundException if there is none (ENOENT)
     */
    public static void unlink(String name) throws IOException {
        try (RingChannel channel = open(name)) {
            channel.unlink();
        }
    }

    /**
     * Removes a channel that nobody has open, finished or not, which the kernel's locks prove.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return false if somebody lives who has it open, or has just removed it
     * @throws NotFoundException if there is none (ENOENT)
     * @throws CorruptException if what has the name is no channel; it stays as it is
     */
    public static boolean cleanUp(String name) throws IpcException {
        checkName(name);
        return NamedRing.cleanUp(name);
    }

    /**
     * Retires a channel that nobody has open, which the kernel's locks prove, and erases its lock file; the memory stays.
     *
     * @param region the memory, which stays the caller's and open as long as the channel is used
     * @return false if somebody lives who has it open
     * @throws UnsupportedOperationException on Windows, where a channel leaves nothing behind
     * @throws IpcException if there is no channel in it, or the system refuses
     */
    public static boolean cleanUp(Region region) throws IOException {
        return RegionPlace.cleanUp(region);
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a ring channel's name is a slash and 1 to 30 letters, digits, dots, dashes"
                            + " and underscores, like /orders, and does not begin with a dot: \""
                            + name.replace('\0', '?') + '"');
        }
    }

    /**
     * A producer with the first lane that is free.
     *
     * @return the producer, which the caller closes
     * @throws IpcException if every lane has a producer, or the channel is damaged or retired
     */
    public RingProducer openProducer() throws IpcException {
        checkOpen();
        return memory.access(() -> LaneClaim.open(memory));
    }

    /**
     * A producer, for whose lane it waits at most so long while every lane has a producer.
     *
     * @param timeout how long to wait at most; zero does not wait
     * @return the producer, which the caller closes
     * @throws IpcException if every lane has one still ("no lane"), or the channel is damaged or retired
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public RingProducer openProducer(Duration timeout) throws IpcException, InterruptedException {
        checkOpen();
        return LaneClaim.open(memory, timeout);
    }

    /**
     * The consumer. It goes on where the last one released each lane: what a dead one had handled since comes again, at most
     * a quarter of each lane and one message.
     *
     * @return the consumer, which the caller closes
     * @throws IpcException if there is one ("busy")
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
     * {@return the channel's numbers as they stand now, read from its memory; nobody is disturbed}
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
     * Retires the channel and erases its name, unless the name is gone or another channel has it by now.
     *
     * @throws CorruptException if the memory was truncated
     * @throws IpcException if another process holds the creator's lock for a second ("busy"), which changes nothing
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
     * Ends the use of this object; its producers and its consumer stay. The memory is given back when the last of them and
     * this object are closed.
     */
    @Override
    public void close() {
        closed = true;
        memory.close();
    }

    /** The address: {@code ring:/orders}. */
    @Override
    public String toString() {
        return memory.address();
    }
}
