package io.nativeipc.ring;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.mechanism.Opening;
import io.nativeipc.os.Errno;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A channel in a POSIX shared memory object: messages of many producers to one consumer, at the speed of memory. Every
 * producer has a lane of its own; a message is published by one release store, so a producer's death leaves nothing half
 * done, and the messages that it published are delivered. There is an order within a producer's messages, and none between
 * producers.
 *
 * <p>C calls: {@code shm_open}, {@code fchmod}, {@code posix_fallocate}, {@code mmap}, and {@code fcntl} with F_OFD_SETLK: every
 * participant holds a kernel lock on a byte of the object, and is dead when, and only when, the kernel has taken it away. A
 * stopped process is alive. The layout is that of {@code docs/ring-layout.md}, which C++ programs use too. Linux alone has
 * all of that today.
 *
 * <p>Names are a slash and 1 to 30 letters, digits, dots, dashes and underscores; an object of another user, or one that
 * others may write to, is refused. The channel lives until it is unlinked; messages that were not consumed stay in it.
 *
 * <p>Every method may be called from any thread. {@link #close} ends the use of this object alone: producers and consumers
 * that it made stay open until they are closed. After close the methods that make some, and {@link #unlink()}, throw
 * {@link IllegalStateException}. The mapping is given back when all of them have been collected.
 */
public final class RingChannel implements Closeable {
    private static final Pattern NAME = Pattern.compile("/(?!\\.)[A-Za-z0-9._-]{1,30}");

    private final RingFile file;
    private final RingMemory memory;
    private final boolean created;
    private volatile boolean closed;

    private RingChannel(RingFile file, RingHeader header, boolean created) throws IpcException {
        this.file = file;
        this.memory = new RingMemory(file, header);
        this.created = created;
    }

    /** {@link #create(String, RingOptions)} with {@link RingOptions#DEFAULT}. */
    public static RingChannel create(String name) throws IpcException {
        return create(name, RingOptions.DEFAULT);
    }

    /**
     * Creates a channel with all its memory reserved. What a creator has left who died before it was done is begun anew; for
     * one who is at work there is a second.
     *
     * @throws AlreadyExistsException if there is one (EEXIST)
     * @throws CorruptException if something else has the name, which stays as it is
     * @throws io.nativeipc.NoSpaceException if /dev/shm has not that much left (ENOSPC)
     */
    public static RingChannel create(String name, RingOptions options) throws IpcException {
        checkName(name);
        while (true) {
            RingFile file = RingFile.openOrCreate(name);
            try {
                if (!file.lockCreator()) {
                    throw new IpcException("create", file.address(), "busy", 0, "another process is creating it");
                } else if (file.isLinked() && file.lockAttached() && isToBeMade(file)) {
                    RingChannel channel = initialise(file, options);
                    file.unlockCreator();
                    return channel;
                }
            } catch (IpcException | RuntimeException e) {
                file.close();
                throw e;
            }
            file.close();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Whether the object is new, or a dead creator's; false after something was cleaned away. */
    private static boolean isToBeMade(RingFile file) throws IpcException {
        ByteBuffer page = file.readPage();
        int state = RingHeader.state(page);
        if (page.limit() == 0 || (RingHeader.hasMagic(page) && state == RingLayout.STATE_UNFINISHED)) {
            return true;
        } else if (!RingHeader.hasMagic(page)) {
            throw new CorruptException(file.address(), "is no ring channel; it was not touched");
        } else if (state == RingLayout.STATE_RETIRED) {
            file.unlink(); // who retired it died before the name was gone
            return false;
        }
        throw new AlreadyExistsException(
                "shm_open", file.address(), Errno.name(Errno.EEXIST), Errno.EEXIST, Errno.text(Errno.EEXIST));
    }

    /** READY last: who sees it sees all the rest. */
    private static RingChannel initialise(RingFile file, RingOptions options) throws IpcException {
        try {
            file.reserve(options.byteSize());
            RingHeader header = RingHeader.create(options);
            RingChannel channel = new RingChannel(file, header, true);
            header.write(channel.memory.control());
            channel.memory.setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_READY);
            return channel;
        } catch (IpcException e) {
            file.unlink();
            throw e;
        }
    }

    /**
     * Opens a channel. A creator who has not finished is given a second.
     *
     * @throws NotFoundException if there is none (ENOENT)
     * @throws CorruptException if what has the name is no channel, or contradicts itself
     * @throws io.nativeipc.AccessDeniedException if it is another user's, or others may write to it
     */
    public static RingChannel open(String name) throws IpcException {
        checkName(name);
        return open(name, RingFile.PATIENCE);
    }

    private static RingChannel open(String name, Duration patience) throws IpcException {
        while (true) {
            RingFile file = RingFile.open(name);
            try {
                if (!file.lockAttached()) {
                    throw new IpcException("open", file.address(), "busy", 0, "another process is cleaning it up");
                } else if (file.isLinked()) {
                    return new RingChannel(file, awaitHeader(file, patience), false);
                }
            } catch (IpcException | RuntimeException e) {
                file.close();
                throw e;
            }
            file.close();
        }
    }

    private static RingHeader awaitHeader(RingFile file, Duration patience) throws IpcException {
        ByteBuffer page = file.awaitPage(patience);
        if (RingHeader.state(page) != RingLayout.STATE_UNFINISHED) {
            return RingHeader.parse(page, file.byteSize(), file.address());
        } else if (page.limit() > 0 && !RingHeader.hasMagic(page)) {
            throw new CorruptException(file.address(), "is no ring channel");
        } else if (patience.isZero()) {
            throw new NotFoundException(
                    "open", file.address(), Errno.name(Errno.ENOENT), Errno.ENOENT, "its creator has not finished");
        }
        throw new CorruptException(file.address(), "its creator has not finished, or died");
    }

    /** {@link #openOrCreate(String, RingOptions)} with {@link RingOptions#DEFAULT}. */
    public static RingChannel openOrCreate(String name) throws IpcException {
        return openOrCreate(name, RingOptions.DEFAULT);
    }

    /** Opens the channel of this name, whatever its geometry, or creates it; {@link #created} tells. */
    public static RingChannel openOrCreate(String name, RingOptions options) throws IpcException {
        checkName(name);
        return Opening.openOrCreate(() -> open(name, Duration.ZERO), () -> create(name, options));
    }

    /**
     * Retires a channel and erases its name: its producers and its consumer are told that it is over.
     *
     * @throws NotFoundException if there is none (ENOENT)
     */
    public static void unlink(String name) throws IpcException {
        try (RingChannel channel = open(name)) {
            channel.unlink();
        }
    }

    /**
     * Removes a channel that nobody has open, finished or not, which the kernel's locks prove.
     *
     * @return false if somebody lives who has it open
     * @throws NotFoundException if there is none (ENOENT)
     * @throws CorruptException if what has the name is no channel; it stays as it is
     */
    public static boolean cleanUp(String name) throws IpcException {
        checkName(name);
        try (RingFile file = RingFile.open(name)) {
            if (!file.lockAll()) {
                return false;
            } else if (file.isLinked()) {
                ByteBuffer page = file.readPage();
                if (page.limit() > 0 && !RingHeader.hasMagic(page)) {
                    throw new CorruptException(file.address(), "is no ring channel; it was not touched");
                }
                ByteBuffer retired = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
                file.write(RingLayout.STATE_OFFSET, retired.putInt(0, RingLayout.STATE_RETIRED));
                file.unlink();
            }
            return true;
        }
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a ring channel's name is a slash and 1 to 30 letters, digits, dots, dashes"
                            + " and underscores, like /orders, and does not begin with a dot: \""
                            + name.replace('\0', '?') + '"');
        }
    }

    /** A producer with the first lane that is free. */
    public RingProducer openProducer() throws IpcException {
        checkOpen();
        return LaneClaim.open(file, memory);
    }

    /**
     * A producer, for whose lane it waits at most so long while every lane has a producer.
     *
     * @throws IpcException if every lane has one still ("no lane")
     */
    public RingProducer openProducer(Duration timeout) throws IpcException, InterruptedException {
        checkOpen();
        return LaneClaim.open(file, memory, timeout);
    }

    /**
     * The consumer. It goes on where the last one released each lane: what a dead one had handled since comes again, at most
     * a quarter of each lane and one message.
     *
     * @throws IpcException if there is one ("busy")
     */
    public RingConsumer openConsumer() throws IpcException {
        checkOpen();
        return RingConsumer.open(file, memory);
    }

    /** The geometry. */
    public RingOptions options() {
        return memory.options();
    }

    /** Whether this object created the channel. */
    public boolean created() {
        return created;
    }

    /** Retires the channel and erases its name, unless another channel has it by now. */
    public void unlink() throws IpcException {
        checkOpen();
        memory.setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_RETIRED);
        memory.wakeAll();
        file.unlink();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        file.close();
    }

    /** The address: {@code ring:/orders}. */
    @Override
    public String toString() {
        return memory.address();
    }
}
