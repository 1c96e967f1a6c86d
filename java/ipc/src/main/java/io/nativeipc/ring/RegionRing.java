package io.nativeipc.ring;

import io.nativeipc.IpcException;
import io.nativeipc.Region;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.liveness.RegionPlace;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Creates, opens and cleans up channels in existing memory: a {@link Region} of any kind. */
final class RegionRing {
    private static final RegionPlace.Kind<RingHeader> KIND = new RegionPlace.Kind<>() {
        @Override
        public String magic() {
            return RingLayout.MAGIC;
        }

        @Override
        public String noun() {
            return "a channel";
        }

        @Override
        public RingHeader parse(ByteBuffer page, long byteSize, String address) throws IpcException {
            return RingHeader.parse(page, byteSize, address);
        }
    };

    private RegionRing() {}

    static String address(Region region) {
        Regions.memoryOf(region);
        return "ring:" + region;
    }

    private static void requireWritable(Region region) {
        if (region.isReadOnly()) {
            throw new IllegalArgumentException(region + " is read-only; both ends of a ring channel write");
        }
    }

    private static void requireRoom(Region region, long byteSize, RingOptions options) {
        if (byteSize < options.byteSize()) {
            throw new IllegalArgumentException(
                    region + " has " + byteSize + " bytes, the channel takes " + options.byteSize());
        }
    }

    /**
     * Creates a channel.
     *
     * @param address the channel's address; the creators of one channel must agree on it
     */
    static RingMemory create(Region region, String address, RingOptions options) throws IOException {
        requireWritable(region);
        requireRoom(region, region.byteSize(), options);
        if (options.sleepingWaits() && !Platform.current().isLinux()) {
            throw new UnsupportedOperationException("sleeping waits need a futex, which only Linux has");
        }
        return RegionPlace.create(region, address, KIND, from -> firstUsed(region, from, options), place -> {
            RingMemory memory = RingMemory.in(region, new Placed(place), RingHeader.create(options));
            memory.publish();
            return memory;
        });
    }

    private static long firstUsed(Region region, int from, RingOptions options) {
        int lanes = options.laneCount();
        int used = RegionPlace.firstUsed(region.buffer(0, RingLayout.laneOffset(lanes)), from);
        if (used >= 0) {
            return used;
        }
        for (int lane = 0; lane < lanes; lane++) {
            long offset = RingLayout.dataOffset(lane, lanes, options.laneCapacity());
            if (region.buffer(offset, Long.BYTES).getLong(0) != 0) {
                return offset;
            }
        }
        return -1;
    }

    /** Opens the channel in this memory. Waits at most this long for a creator that has not finished. */
    static RingMemory open(Region region, String address, Duration patience) throws IOException {
        requireWritable(region);
        return RegionPlace.open(
                region, address, KIND, patience, (place, header) -> RingMemory.in(region, new Placed(place), header));
    }

    /** Opens the channel in this memory without waiting for its creator; the memory may be too small for any. */
    static RingMemory openFor(Region region, String address, RingOptions options) throws IOException {
        long byteSize = region.byteSize();
        if (byteSize < RingLayout.PAGE) {
            requireRoom(region, byteSize, options);
        }
        return open(region, address, Duration.ZERO);
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
        return RegionPlace.cleanUp(region, address, KIND);
    }

    /** A region's place as that of a channel. */
    private record Placed(RegionPlace place) implements RingPlace {
        @Override
        public String address() {
            return place.toString();
        }

        @Override
        public LivenessLocks openLocks() throws IpcException {
            return place.openLocks();
        }

        @Override
        public void describe(ByteBuffer page) {
            place.describe(page);
        }

        @Override
        public void unlink(RegionPlace.Contents channel) throws IOException {
            place.unlink(channel);
        }

        @Override
        public void close() {
            place.close();
        }
    }
}
