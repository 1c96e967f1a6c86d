package io.nativeipc.ring;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.os.Errno;
import io.nativeipc.os.Platform;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A channel in memory that is there already, and whose life is the caller's business: a {@link Region} of any kind. */
final class RegionPlace implements RingPlace {
    private final Region region;
    private final String address;
    private final RegionLocks place;
    private final RingLocks locks;

    private RegionPlace(Region region, String address, RegionLocks place) throws IpcException {
        this.region = region;
        this.address = address;
        this.place = place;
        try {
            this.locks = place.open();
        } catch (IpcException e) {
            place.close();
            throw e;
        }
    }

    static String address(Region region) {
        return "ring:" + region;
    }

    private static void requireWritable(Region region) {
        if (region.isReadOnly()) {
            throw new IllegalArgumentException(region + " is read-only; both ends of a ring channel write");
        }
    }

    /**
     * Makes a channel in memory that is all zeros, or that a dead creator left.
     *
     * @param address what it is called; creators of one channel must agree
     */
    static RingMemory create(Region region, String address, RingOptions options) throws IpcException {
        requireWritable(region);
        if (region.byteSize() < options.byteSize()) {
            throw new IllegalArgumentException(
                    region + " has " + region.byteSize() + " bytes, the channel takes " + options.byteSize());
        } else if (options.sleepingWaits() && !Platform.current().isLinux()) {
            throw new UnsupportedOperationException("sleeping waits need a futex, which Linux alone has");
        }
        while (true) {
            boolean windows = Platform.current().isWindows();
            RegionLocks found = windows ? LockEvents.create(region.toString()) : LockFile.create(region.toString());
            RegionPlace place = new RegionPlace(region, address, found);
            try {
                if (!RingPlace.await(() -> place.locks.tryLock(RingLayout.LOCK_CREATOR))) {
                    throw new IpcException("create", address, "busy", 0, "another process is creating it");
                } else if (place.place.isLinked()) {
                    return place.initialise(options);
                }
            } catch (InternalError truncated) {
                place.close();
                throw RingMemory.truncated(address, truncated);
            } catch (IpcException | RuntimeException e) {
                place.close();
                throw e;
            }
            place.close();
        }
    }

    private RingMemory initialise(RingOptions options) throws IpcException {
        if (!RingPlace.await(() -> locks.tryLockShared(RingLayout.LOCK_ATTACHED))) {
            throw new IpcException("create", address, "busy", 0, "another process is cleaning it up");
        }
        RingHeader header = RingHeader.create(options);
        RingMemory memory = RingMemory.in(region, this, header);
        ByteBuffer control = memory.control();
        if (RingHeader.hasMagic(control)) {
            refuseIfFinished(memory.getInt(RingLayout.STATE_OFFSET));
            control.put(0, new byte[RingLayout.PAGE]); // its creator died before READY, and has written nothing else
        }
        for (int offset = 0; offset < control.capacity(); offset += Long.BYTES) {
            requireZero(memory.getLong(offset), offset);
        }
        for (int lane = 0; lane < options.laneCount(); lane++) {
            if (!memory.isEmptyAt(lane, 0)) {
                requireZero(1, RingLayout.dataOffset(lane, options.laneCount(), options.laneCapacity()));
            }
        }
        memory.publish();
        locks.unlock(RingLayout.LOCK_CREATOR);
        return memory;
    }

    private void refuseIfFinished(int state) throws IpcException {
        if (state == RingLayout.STATE_READY) {
            throw new AlreadyExistsException(
                    "create", address, Errno.name(Errno.EEXIST), Errno.EEXIST, "there is a channel in this memory");
        } else if (state != RingLayout.STATE_UNFINISHED) {
            throw new CorruptException(address, "was retired; its memory can be used again when it is all zeros");
        }
    }

    private void requireZero(long word, long offset) throws CorruptException {
        if (word != 0) {
            throw new CorruptException(
                    address, "the memory is not all zeros, at " + offset + " for one; it was not touched");
        }
    }

    /** Opens the channel in this memory; a creator who has not finished is given so long. */
    static RingMemory open(Region region, String address, Duration patience) throws IpcException {
        requireWritable(region);
        ByteBuffer page = awaitPage(region, address, patience);
        RingHeader header = RingHeader.parse(page, region.byteSize(), address);
        RegionPlace place = new RegionPlace(region, address, locks(page, address));
        try {
            if (!RingPlace.await(() -> place.locks.tryLockShared(RingLayout.LOCK_ATTACHED))) {
                throw new IpcException("open", address, "busy", 0, "another process is cleaning it up");
            }
            return RingMemory.in(region, place, header);
        } catch (IpcException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private static ByteBuffer awaitPage(Region region, String address, Duration patience) throws IpcException {
        if (region.byteSize() < RingLayout.PAGE) {
            throw new CorruptException(address, "has " + region.byteSize() + " bytes, less than a header");
        }
        try {
            ByteBuffer shared = region.buffer(0, RingLayout.PAGE);
            boolean finished = RingPlace.await(
                    () -> (int) RingLayout.INT.getAcquire(shared, RingLayout.STATE_OFFSET)
                            != RingLayout.STATE_UNFINISHED,
                    patience);
            ByteBuffer page = RingHeader.page();
            region.read(0, page); // after the state was seen; nobody changes this copy
            boolean begun = RingHeader.hasMagic(page.flip());
            if (!finished && (!begun || patience.isZero())) {
                throw new NotFoundException(
                        "open", address, Errno.name(Errno.ENOENT), Errno.ENOENT, "there is no channel in this memory");
            } else if (!finished) {
                throw new CorruptException(address, "its creator has not finished, or died");
            }
            return page;
        } catch (InternalError truncated) {
            throw RingMemory.truncated(address, truncated);
        }
    }

    private static RegionLocks locks(ByteBuffer page, String address) throws IpcException {
        int kind = page.getInt(RingLayout.LOCK_KIND_OFFSET);
        boolean windows = Platform.current().isWindows();
        if (kind == (windows ? RingLayout.LOCK_EVENTS : RingLayout.LOCK_FILE)) {
            return windows ? LockEvents.open(page) : LockFile.open(page, address);
        }
        String text = kind == RingLayout.LOCK_OBJECT
                ? "its locks are on the object itself: open it by its name"
                : "its locks are those of another system";
        throw new IpcException("open", address, "unsupported", 0, text);
    }

    /**
     * Retires a channel that nobody has open, which the kernel's locks prove.
     *
     * @return false if somebody lives who has it open
     */
    static boolean cleanUp(Region region) throws IpcException {
        String address = address(region);
        if (Platform.current().isWindows()) {
            throw new UnsupportedOperationException("on Windows a channel leaves nothing behind its memory");
        }
        ByteBuffer page = awaitPage(region, address, PATIENCE);
        RingHeader.parse(page, region.byteSize(), address);
        RegionPlace place = new RegionPlace(region, address, locks(page, address));
        try (place) {
            if (!place.locks.tryLockAll()) {
                return false;
            }
            RingLayout.INT.setRelease(
                    region.buffer(0, RingLayout.PAGE), RingLayout.STATE_OFFSET, RingLayout.STATE_RETIRED);
            place.unlink();
            return true;
        } catch (InternalError truncated) {
            throw RingMemory.truncated(address, truncated);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public RingLocks openLocks() throws IpcException {
        return place.open();
    }

    @Override
    public void describe(ByteBuffer page) {
        place.describe(page);
    }

    @Override
    public void unlink() throws IpcException {
        place.unlink();
    }

    @Override
    public void close() {
        locks.close();
        place.close();
    }
}
