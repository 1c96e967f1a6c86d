package io.nativeipc.internal.liveness;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.Region;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Log;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.wait.Backoff;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * The place of contents that many processes use, such as a ring channel, in existing memory: a {@link Region} of any
 * kind, from its beginning, whose lifetime the caller controls. It creates and finds the contents, and has the locks
 * that belong to no participant.
 */
public final class RegionPlace implements Closeable {
    private final Region region;
    private final String address;
    private final RegionLocks locks;

    /**
     * Takes over locks.
     *
     * @param address the address of the contents, in exceptions
     */
    public RegionPlace(Region region, String address, RegionLocks locks) {
        this.region = region;
        this.address = address;
        this.locks = locks;
    }

    /**
     * One kind of contents.
     *
     * @param <H> its header
     */
    public interface Kind<H> {
        /** Returns the first 8 bytes, in ASCII. */
        String magic();

        /** Returns the contents' noun with its article, as in "there is a channel". */
        String noun();

        /** Checks every word of a private copy of a header's page. */
        H parse(ByteBuffer page, long byteSize, String address) throws IpcException;
    }

    /** The bytes that new contents need to be zeros. */
    @FunctionalInterface
    public interface Space {
        /** Returns the offset of a word that is not 0, from this offset on; −1 if there is none. */
        long firstUsed(int from);
    }

    /** Makes the contents and returns them; writes READY as its last access to the memory. */
    @FunctionalInterface
    public interface Maker<T> {
        T make(RegionPlace place) throws IOException;
    }

    /** Uses contents that were found. */
    @FunctionalInterface
    public interface Finder<H, T> {
        T find(RegionPlace place, H header) throws IOException;
    }

    /** Contents as their place sees them. */
    public interface Contents {
        /** Returns whether the memory still has the contents that were opened. */
        boolean isInstance();

        /** Ends the contents for all of their users. */
        void retire();
    }

    /** A part of an object can begin at any byte; the words of contents are on lines of their own. */
    private static void requireAligned(Region region) {
        if (region.address() % HeaderLayout.LINE != 0) {
            throw new IllegalArgumentException(
                    region + " does not begin at a multiple of " + HeaderLayout.LINE + " bytes in memory");
        }
    }

    /** Returns the offset of the first word of a buffer that is not 0, from an offset on; −1 if there is none. */
    public static int firstUsed(ByteBuffer bytes, int from) {
        for (int offset = from; offset < bytes.capacity(); offset += Long.BYTES) {
            if (bytes.getLong(offset) != 0) {
                return offset;
            }
        }
        return -1;
    }

    /**
     * Creates contents in memory that is all zeros, or that has unfinished contents of the same kind of a dead creator.
     * The caller has checked the region's size and that it is writable.
     *
     * @param address the address of the contents; their creators must agree on it
     */
    public static <T> T create(Region region, String address, Kind<?> kind, Space space, Maker<T> maker)
            throws IOException {
        requireAligned(region);
        try {
            Backoff backoff = new Backoff(address);
            do {
                requireFree(region, address, kind, space); // avoids a useless lock file; checked again under the lock
                try (Undo undo = new Undo()) {
                    RegionPlace place = new RegionPlace(region, address, newLocks(region, address));
                    undo.add(place::close);
                    if (!Backoff.until(address, () -> place.locks.own().tryLock(LockLayout.LOCK_CREATOR))) {
                        throw new IpcException(address, "busy", "another process is creating it");
                    } else if (place.locks.isLinked()) {
                        return undo.done(place.initialise(kind, space, maker));
                    }
                }
            } while (backoff.pause());
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
        throw new IpcException(address, "busy", "other processes keep removing and creating its locks");
    }

    /** Returns the locks for new contents of this memory. */
    private static RegionLocks newLocks(Region region, String address) throws IOException {
        return Platform.current().isWindows() ? LockEvents.create(region) : LockFile.create(region, address);
    }

    /**
     * Makes the contents. The locks lose their name if that fails, because no contents have these locks: the memory is
     * free, and CREATOR is held. Before that is known they keep it: the memory may have contents of any kind by now.
     */
    private <T> T initialise(Kind<?> kind, Space space, Maker<T> maker) throws IOException {
        attach();
        requireFree(region, address, kind, space);
        try (Undo undo = new Undo()) {
            undo.add(locks::unlink);
            // A creator that died before READY wrote nothing else.
            region.write(0, ByteBuffer.allocate(HeaderLayout.PAGE));
            T made = maker.make(this);
            locks.own().unlock(LockLayout.LOCK_CREATOR);
            return undo.done(made);
        }
    }

    private static void requireFree(Region region, String address, Kind<?> kind, Space space) throws IpcException {
        ByteBuffer page = region.buffer(0, HeaderLayout.PAGE);
        boolean started = HeaderLayout.hasMagic(page, kind.magic());
        if (started) {
            int state = HeaderLayout.state(page);
            if (state == HeaderLayout.STATE_READY) {
                throw new AlreadyExistsException(address, "exists", "there is " + kind.noun() + " in this memory");
            } else if (state != HeaderLayout.STATE_UNFINISHED) {
                throw new CorruptException(
                        address, "was retired (unlinked); its memory can be used again when it is all zeros");
            }
        }
        long used = space.firstUsed(started ? HeaderLayout.PAGE : 0);
        // Without the second look, a creator that has just started would make this call fail: the lock decides.
        if (used >= 0 && (started || !HeaderLayout.hasMagic(page, kind.magic()))) {
            throw new CorruptException(
                    address, "the memory is not all zeros, at " + used + " for one; it was not touched");
        }
    }

    /** Opens the contents of this memory. Waits at most this long for a creator that has not finished. */
    public static <H, T> T open(Region region, String address, Kind<H> kind, Duration patience, Finder<H, T> finder)
            throws IOException {
        requireAligned(region);
        ByteBuffer page = awaitPage(region, address, kind, patience);
        H header = kind.parse(page, region.byteSize(), address);
        try (Undo undo = new Undo()) {
            RegionPlace place = new RegionPlace(region, address, locksOf(page, region, address));
            undo.add(place::close);
            place.attach();
            if (!place.locks.isLinked()) {
                throw new CorruptException(address, "its lock file was removed just now");
            }
            return undo.done(finder.find(place, header));
        }
    }

    private void attach() throws IOException {
        if (!Backoff.until(address, () -> locks.own().tryLockShared(LockLayout.LOCK_ATTACHED))) {
            throw new IpcException(address, "busy", "another process is cleaning it up");
        }
    }

    /** Returns the locks of this memory, whose place its header must name. */
    private static RegionLocks locksOf(ByteBuffer page, Region region, String address) throws IpcException {
        int kind = page.getInt(LockLayout.LOCK_KIND_OFFSET);
        boolean windows = Platform.current().isWindows();
        if (kind == (windows ? LockLayout.LOCK_EVENTS : LockLayout.LOCK_FILE)) {
            return windows ? LockEvents.open(page, region, address) : LockFile.open(page, region, address);
        }
        String text = kind == LockLayout.LOCK_OBJECT
                ? "its locks are on the object itself: open it by its name"
                : "its locks are those of another system";
        throw new IpcException(address, "unsupported", text);
    }

    private static ByteBuffer awaitPage(Region region, String address, Kind<?> kind, Duration patience)
            throws IOException {
        if (region.byteSize() < HeaderLayout.PAGE) {
            throw new CorruptException(address, "has " + region.byteSize() + " bytes, less than a header");
        }
        try {
            ByteBuffer shared = region.buffer(0, HeaderLayout.PAGE);
            boolean finished =
                    Backoff.until(address, () -> HeaderLayout.state(shared) != HeaderLayout.STATE_UNFINISHED, patience);
            ByteBuffer page = ByteBuffer.allocate(HeaderLayout.PAGE).order(ByteOrder.nativeOrder());
            region.read(0, page); // copied after the state was seen; no process changes this copy
            boolean started = HeaderLayout.hasMagic(page.flip(), kind.magic());
            if (!finished && (!started || patience.isZero())) {
                throw new NotFoundException(address, "absent", "there is no " + bare(kind) + " in this memory");
            } else if (!finished) {
                throw new CorruptException(address, "its creator has not finished, or died");
            }
            return page;
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
    }

    private static String bare(Kind<?> kind) {
        return kind.noun().substring(kind.noun().indexOf(' ') + 1);
    }

    /**
     * Retires contents if the kernel's locks prove that no process has them open, and removes their lock file.
     *
     * @return false if a living process has them open, or if another process cleaned them up first
     */
    public static boolean cleanUp(Region region, String address, Kind<?> kind) throws IOException {
        requireAligned(region);
        ByteBuffer page = awaitPage(region, address, kind, Backoff.PATIENCE);
        kind.parse(page, region.byteSize(), address);
        try (RegionPlace place = new RegionPlace(region, address, locksOf(page, region, address))) {
            ByteBuffer shared = region.buffer(0, HeaderLayout.PAGE);
            if (!place.locks.own().tryLockAll() || !place.locks.isLinked()) {
                return false;
            } else if (!instance(shared).equals(instance(page))) {
                return false; // another process cleaned up first, and then there were new contents
            }
            HeaderLayout.setState(shared, HeaderLayout.STATE_RETIRED);
            place.locks.unlink();
            Log.debug("retired {0}, which no process has open", address);
            return true;
        } catch (InternalError fault) {
            throw Regions.memoryOf(region).failure(address, fault);
        }
    }

    private static ByteBuffer instance(ByteBuffer page) {
        return page.slice(HeaderLayout.INSTANCE_ID_OFFSET, 2 * Long.BYTES);
    }

    /**
     * Retires contents and removes their lock file, unless the memory has other contents by now, perhaps with the same
     * lock file.
     */
    public void unlink(Contents contents) throws IOException {
        locks.own().lockCreator(address);
        try {
            if (contents.isInstance()) {
                contents.retire();
                locks.unlink();
            }
        } finally {
            locks.own().unlock(LockLayout.LOCK_CREATOR);
        }
    }

    /** Returns the memory. */
    public Region region() {
        return region;
    }

    /** Returns the locks that belong to no participant. */
    public LivenessLocks ownLocks() {
        return locks.own();
    }

    /** Opens locks for one participant. */
    public LivenessLocks openLocks() throws IpcException {
        return locks.open();
    }

    /** Writes the place of the locks into a header. */
    public void describe(ByteBuffer page) {
        locks.describe(page);
    }

    /** Releases the locks that belong to no participant. */
    @Override
    public void close() {
        locks.close();
    }

    /** Returns the address of the contents. */
    @Override
    public String toString() {
        return address;
    }
}
