package io.nativeipc.ring;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.LockEvents;
import io.nativeipc.internal.liveness.LockFile;
import io.nativeipc.internal.liveness.RegionLocks;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Log;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A channel in existing memory: a {@link Region} of any kind, whose lifetime the caller controls. */
final class RegionPlace implements RingPlace {
    private final Region region;
    private final String address;
    private final RegionLocks lockPlace;
    private final LivenessLocks locks;

    private RegionPlace(Region region, String address, RegionLocks lockPlace) {
        this.region = region;
        this.address = address;
        this.lockPlace = lockPlace;
        this.locks = lockPlace.own();
    }

    static String address(Region region) {
        Regions.memoryOf(region);
        return "ring:" + region;
    }

    private static void requireWritable(Region region) {
        if (region.isReadOnly()) {
            throw new IllegalArgumentException(region + " is read-only; both ends of a ring channel write");
        }
    }

    /**
     * Creates a channel in memory that is all zeros or that contains an unfinished channel of a dead creator.
     *
     * @param address the channel's address; the creators of one channel must agree on it
     */
    static RingMemory create(Region region, String address, RingOptions options) throws IOException {
        requireWritable(region);
        if (region.byteSize() < options.byteSize()) {
            throw new IllegalArgumentException(
                    region + " has " + region.byteSize() + " bytes, the channel takes " + options.byteSize());
        } else if (options.sleepingWaits() && !Platform.current().isLinux()) {
            throw new UnsupportedOperationException("sleeping waits need a futex, which only Linux has");
        }
        try {
            return createIn(region, address, options);
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
    }

    private static RingMemory createIn(Region region, String address, RingOptions options) throws IOException {
        Backoff backoff = new Backoff(address);
        do {
            requireFree(region, address, options); // avoids a useless lock file; checked again under the lock
            try (Undo undo = new Undo()) {
                RegionPlace place = new RegionPlace(region, address, newLocks(region, address));
                undo.add(place::close);
                if (!Backoff.until(address, () -> place.locks.tryLock(RingLayout.LOCK_CREATOR))) {
                    throw new IpcException(address, "busy", "another process is creating it");
                } else if (place.lockPlace.isLinked()) {
                    return undo.done(place.initialise(options));
                }
            }
        } while (backoff.pause());
        throw new IpcException(address, "busy", "other processes keep removing and creating its locks");
    }

    private RingMemory initialise(RingOptions options) throws IOException {
        if (!Backoff.until(address, () -> locks.tryLockShared(RingLayout.LOCK_ATTACHED))) {
            throw new IpcException(address, "busy", "another process is cleaning it up");
        }
        requireFree(region, address, options);
        region.write(0, ByteBuffer.allocate(RingLayout.PAGE)); // a creator that died before READY wrote nothing else
        RingMemory memory = RingMemory.in(region, this, RingHeader.create(options));
        memory.publish();
        locks.unlock(RingLayout.LOCK_CREATOR);
        return memory;
    }

    /** The place of the locks for this memory, for a new channel. */
    private static RegionLocks newLocks(Region region, String address) throws IOException {
        return Platform.current().isWindows() ? LockEvents.create(region) : LockFile.create(region, address);
    }

    /** The place of the locks for this memory, which its header must name. */
    private static RegionLocks locksOf(ByteBuffer page, Region region, String address) throws IpcException {
        int kind = page.getInt(RingLayout.LOCK_KIND_OFFSET);
        boolean windows = Platform.current().isWindows();
        if (kind == (windows ? RingLayout.LOCK_EVENTS : RingLayout.LOCK_FILE)) {
            return windows ? LockEvents.open(page, region, address) : LockFile.open(page, region, address);
        }
        String text = kind == RingLayout.LOCK_OBJECT
                ? "its locks are on the object itself: open it by its name"
                : "its locks are those of another system";
        throw new IpcException(address, "unsupported", text);
    }

    private static void requireFree(Region region, String address, RingOptions options) throws IpcException {
        ByteBuffer control = region.buffer(0, RingLayout.laneOffset(options.laneCount()));
        boolean started = RingHeader.hasMagic(control);
        if (started) {
            refuseIfFinished((int) RingLayout.INT.getAcquire(control, RingLayout.STATE_OFFSET), address);
        }
        long used = firstUsed(region, control, started ? RingLayout.PAGE : 0, options);
        if (used >= 0 && (started || !RingHeader.hasMagic(control))) { // else a creator has started: the lock decides
            throw new CorruptException(
                    address, "the memory is not all zeros, at " + used + " for one; it was not touched");
        }
    }

    /** The offset of a word that is not 0 among those that must be 0 in a new channel; −1 if there is none. */
    private static long firstUsed(Region region, ByteBuffer control, int from, RingOptions options) {
        for (int offset = from; offset < control.capacity(); offset += Long.BYTES) {
            if (control.getLong(offset) != 0) {
                return offset;
            }
        }
        for (int lane = 0; lane < options.laneCount(); lane++) {
            long offset = RingLayout.dataOffset(lane, options.laneCount(), options.laneCapacity());
            if (region.buffer(offset, Long.BYTES).getLong(0) != 0) {
                return offset;
            }
        }
        return -1;
    }

    private static void refuseIfFinished(int state, String address) throws IpcException {
        if (state == RingLayout.STATE_READY) {
            throw new AlreadyExistsException(address, "exists", "there is a channel in this memory");
        } else if (state != RingLayout.STATE_UNFINISHED) {
            throw new CorruptException(address, "was retired; its memory can be used again when it is all zeros");
        }
    }

    /** Opens the channel in this memory. Waits at most this long for a creator that has not finished. */
    static RingMemory open(Region region, String address, Duration patience) throws IOException {
        requireWritable(region);
        ByteBuffer page = awaitPage(region, address, patience);
        RingHeader header = RingHeader.parse(page, region.byteSize(), address);
        try (Undo undo = new Undo()) {
            RegionPlace place = new RegionPlace(region, address, locksOf(page, region, address));
            undo.add(place::close);
            if (!Backoff.until(address, () -> place.locks.tryLockShared(RingLayout.LOCK_ATTACHED))) {
                throw new IpcException(address, "busy", "another process is cleaning it up");
            } else if (!place.lockPlace.isLinked()) {
                throw new CorruptException(address, "its lock file was removed just now");
            }
            return undo.done(RingMemory.in(region, place, header));
        }
    }

    private static ByteBuffer awaitPage(Region region, String address, Duration patience) throws IOException {
        if (region.byteSize() < RingLayout.PAGE) {
            throw new CorruptException(address, "has " + region.byteSize() + " bytes, less than a header");
        }
        try {
            ByteBuffer shared = region.buffer(0, RingLayout.PAGE);
            boolean finished = Backoff.until(
                    address,
                    () -> (int) RingLayout.INT.getAcquire(shared, RingLayout.STATE_OFFSET)
                            != RingLayout.STATE_UNFINISHED,
                    patience);
            ByteBuffer page = RingHeader.page();
            region.read(0, page); // copied after the state was seen; no process changes this copy
            boolean started = RingHeader.hasMagic(page.flip());
            if (!finished && (!started || patience.isZero())) {
                throw new NotFoundException(address, "absent", "there is no channel in this memory");
            } else if (!finished) {
                throw new CorruptException(address, "its creator has not finished, or died");
            }
            return page;
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
    }

    /**
     * Retires a channel if the kernel's locks prove that no process has it open, and removes its lock file.
     *
     * @return false if a living process has it open, or if another process cleaned it up first
     */
    static boolean cleanUp(Region region) throws IOException {
        String address = address(region);
        if (Platform.current().isWindows()) {
            throw new UnsupportedOperationException("on Windows a channel leaves nothing behind its memory");
        }
        ByteBuffer page = awaitPage(region, address, Backoff.PATIENCE);
        RingHeader header = RingHeader.parse(page, region.byteSize(), address);
        RegionPlace place = new RegionPlace(region, address, locksOf(page, region, address));
        try (place) {
            if (!place.locks.tryLockAll() || !place.lockPlace.isLinked()) {
                return false;
            }
            RingMemory memory = RingMemory.in(region, place, header);
            if (!memory.isInstance()) {
                return false; // another process cleaned up first, and then a new channel was created
            }
            memory.setInt(RingLayout.STATE_OFFSET, RingLayout.STATE_RETIRED);
            place.lockPlace.unlink();
            Log.debug("retired {0}, which no process has open", address);
            return true;
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public LivenessLocks openLocks() throws IpcException {
        return lockPlace.open();
    }

    @Override
    public void describe(ByteBuffer page) {
        lockPlace.describe(page);
    }

    @Override
    public void unlink(Contents channel) throws IOException {
        RingPlace.lockCreator(locks, address);
        try {
            if (channel.isInstance()) { // otherwise the memory holds another channel, perhaps with the same lock file
                channel.retire();
                lockPlace.unlink();
            }
        } finally {
            locks.unlock(RingLayout.LOCK_CREATOR);
        }
    }

    @Override
    public void close() {
        lockPlace.close();
    }
}
