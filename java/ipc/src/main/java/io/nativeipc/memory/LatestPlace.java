package io.nativeipc.memory;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.LockEvents;
import io.nativeipc.internal.liveness.LockFile;
import io.nativeipc.internal.liveness.LockLayout;
import io.nativeipc.internal.liveness.RegionLocks;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.wait.Backoff;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** A latest value in a region: how it is created and found, and the locks that belong to no writer. */
final class LatestPlace implements AutoCloseable {
    private static final int PART = 1 << 20;

    final Region region;
    final String address;
    final LatestHeader header;
    final RegionLocks lockPlace;

    LatestPlace(Region region, String address, LatestHeader header, RegionLocks lockPlace) {
        this.region = region;
        this.address = address;
        this.header = header;
        this.lockPlace = lockPlace;
    }

    static String address(Region region) {
        Regions.memoryOf(region);
        return "latest value in " + region;
    }

    /** A part of an object can begin at any byte; the words of a value are on lines of their own. */
    private static void requireAligned(Region region) {
        if (region.address() % LatestLayout.LINE != 0) {
            throw new IllegalArgumentException(
                    region + " does not begin at a multiple of " + LatestLayout.LINE + " bytes in memory");
        }
    }

    /** Creates a value in memory that is all zeros, or that contains an unfinished value of a dead creator. */
    static LatestPlace create(Region region, LatestHeader header) throws IOException {
        String address = address(region);
        requireAligned(region);
        if (region.isReadOnly()) {
            throw new IllegalArgumentException(region + " is read-only; a value is created in writable memory");
        } else if (region.byteSize() < header.totalSize()) {
            throw new IllegalArgumentException(region + " has " + region.byteSize() + " bytes, a value of "
                    + header.valueSize() + " bytes takes " + header.totalSize());
        }
        try {
            return createIn(region, address, header);
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
    }

    private static LatestPlace createIn(Region region, String address, LatestHeader header) throws IOException {
        Backoff backoff = new Backoff(address);
        do {
            requireFree(region, address, header); // avoids a useless lock file; checked again under the lock
            try (Undo undo = new Undo()) {
                RegionLocks locks =
                        Platform.current().isWindows() ? LockEvents.create(region) : LockFile.create(region, address);
                undo.add(locks::close);
                if (!Backoff.until(address, () -> locks.own().tryLock(LockLayout.LOCK_CREATOR))) {
                    throw new IpcException(address, "busy", "another process is creating it");
                } else if (locks.isLinked()) {
                    LatestPlace place = new LatestPlace(region, address, header, locks);
                    place.initialise();
                    return undo.done(place);
                }
            }
        } while (backoff.pause());
        throw new IpcException(address, "busy", "other processes keep removing and creating its locks");
    }

    /** Writes the header, then READY with a release store: a process that sees READY sees the complete header. */
    private void initialise() throws IOException {
        attach();
        requireFree(region, address, header);
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(PART, header.totalSize()));
        for (long offset = 0; offset < header.totalSize(); offset += PART) { // each page gets its space here
            region.write(offset, zeros.clear().limit((int) Math.min(PART, header.totalSize() - offset)));
        }
        ByteBuffer page = region.buffer(0, LatestLayout.PAGE);
        header.write(page);
        lockPlace.describe(page);
        LatestLayout.INT.setRelease(page, LatestLayout.STATE_OFFSET, LatestLayout.STATE_READY);
        lockPlace.own().unlock(LockLayout.LOCK_CREATOR);
    }

    private static void requireFree(Region region, String address, LatestHeader header) throws IpcException {
        ByteBuffer page = region.buffer(0, LatestLayout.PAGE);
        boolean started = LatestHeader.hasMagic(page);
        if (started) {
            int state = (int) LatestLayout.INT.getAcquire(page, LatestLayout.STATE_OFFSET);
            if (state == LatestLayout.STATE_READY) {
                throw new AlreadyExistsException(address, "exists", "there is a latest value in this memory");
            } else if (state != LatestLayout.STATE_UNFINISHED) {
                throw new CorruptException(address, "was unlinked; its memory can be used again when it is all zeros");
            }
        }
        ByteBuffer all = region.buffer(0, (int) header.totalSize());
        for (int offset = started ? LatestLayout.PAGE : 0; offset < all.capacity(); offset += Long.BYTES) {
            if (all.getLong(offset) != 0) {
                if (!started && LatestHeader.hasMagic(page)) {
                    return; // a creator has started: the lock decides
                }
                throw new CorruptException(
                        address, "the memory is not all zeros, at " + offset + " for one; it was not touched");
            }
        }
    }

    /** Opens the value in this memory. Waits at most this long for a creator that has not finished. */
    static LatestPlace open(Region region, Duration patience) throws IOException {
        String address = address(region);
        requireAligned(region);
        ByteBuffer page = awaitPage(region, address, patience);
        LatestHeader header = LatestHeader.parse(page, region.byteSize(), address);
        try (Undo undo = new Undo()) {
            RegionLocks locks = locksOf(page, region, address);
            undo.add(locks::close);
            LatestPlace place = new LatestPlace(region, address, header, locks);
            place.attach();
            if (!locks.isLinked()) {
                throw new CorruptException(address, "its lock file was removed just now");
            }
            return undo.done(place);
        }
    }

    private void attach() throws IOException {
        if (!Backoff.until(address, () -> lockPlace.own().tryLockShared(LockLayout.LOCK_ATTACHED))) {
            throw new IpcException(address, "busy", "another process is cleaning it up");
        }
    }

    private static RegionLocks locksOf(ByteBuffer page, Region region, String address) throws IpcException {
        boolean windows = Platform.current().isWindows();
        if (page.getInt(LockLayout.LOCK_KIND_OFFSET) != (windows ? LockLayout.LOCK_EVENTS : LockLayout.LOCK_FILE)) {
            throw new IpcException(address, "unsupported", "its locks are those of another system");
        }
        return windows ? LockEvents.open(page, region, address) : LockFile.open(page, region, address);
    }

    private static ByteBuffer awaitPage(Region region, String address, Duration patience) throws IOException {
        if (region.byteSize() < LatestLayout.PAGE) {
            throw new CorruptException(address, "has " + region.byteSize() + " bytes, less than a header");
        }
        try {
            ByteBuffer shared = region.buffer(0, LatestLayout.PAGE);
            boolean finished = Backoff.until(
                    address,
                    () -> (int) LatestLayout.INT.getAcquire(shared, LatestLayout.STATE_OFFSET)
                            != LatestLayout.STATE_UNFINISHED,
                    patience);
            ByteBuffer page = ByteBuffer.allocate(LatestLayout.PAGE).order(ByteOrder.nativeOrder());
            region.read(0, page); // copied after the state was seen; no process changes this copy
            page.flip();
            if (!finished && (!LatestHeader.hasMagic(page) || patience.isZero())) {
                throw new NotFoundException(address, "absent", "there is no latest value in this memory");
            } else if (!finished) {
                throw new CorruptException(address, "its creator has not finished, or died");
            }
            return page;
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
    }

    /** Opens locks for a writer. */
    LivenessLocks openLocks() throws IpcException {
        return lockPlace.open();
    }

    /** Retires the value and removes its lock file, under the creator's lock. */
    void unlink(ByteBuffer control) throws IOException {
        if (!Backoff.until(address, () -> lockPlace.own().tryLock(LockLayout.LOCK_CREATOR))) {
            throw new IpcException(address, "busy", "another process is creating or removing it; nothing was changed");
        }
        try {
            boolean same = control.getLong(LatestLayout.INSTANCE_ID_OFFSET) == header.instance()
                    && control.getLong(LatestLayout.INSTANCE_ID_OFFSET + 8) == header.instanceRest();
            if (same) {
                LatestLayout.INT.setRelease(control, LatestLayout.STATE_OFFSET, LatestLayout.STATE_RETIRED);
                lockPlace.unlink();
            }
        } finally {
            lockPlace.own().unlock(LockLayout.LOCK_CREATOR);
        }
    }

    @Override
    public void close() {
        lockPlace.close();
    }
}
