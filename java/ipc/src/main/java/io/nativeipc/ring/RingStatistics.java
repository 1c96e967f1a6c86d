package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.liveness.LivenessLocks;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.sys.Platform;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The counters and the participants of a channel at one moment. Immutable. The geometry is checked. All other values
 * are reported as a peer wrote them, or derived from what peers wrote, so do not rely on them.
 *
 * @param options the geometry
 * @param state whether the channel can be used
 * @param creatorPid the id of the process that created the channel, for diagnosis
 * @param creatorStart the time at which that process started, in clock ticks after the boot; 0 if unknown
 * @param use whether a process has the channel open
 * @param consumer the consumer
 * @param takeovers how often a consumer took over from a dead one
 * @param lanesFreed the number of lanes of dead producers that a consumer has freed
 * @param lanes all lanes, in order
 */
public record RingStatistics(
        RingOptions options,
        State state,
        int creatorPid,
        long creatorStart,
        Use use,
        RingSlotStatistics consumer,
        long takeovers,
        long lanesFreed,
        List<RingLaneStatistics> lanes) {

    /** Whether a channel can be used. */
    public enum State {
        /** It can be used. */
        READY,
        /** It was unlinked: its producers and its consumer learn that it has ended. */
        RETIRED
    }

    /** Whether a process has a channel open, as the kernel's locks show. */
    public enum Use {
        /** No process has it open. */
        UNUSED,
        /** A process has it open, or cleans it up. */
        IN_USE,
        /** The kernel did not report whether a lock is held. Treat the channel as in use. */
        UNKNOWN
    }

    /** Makes the list unmodifiable. */
    public RingStatistics {
        lanes = List.copyOf(lanes);
    }

    /**
     * Reads the statistics of a channel from outside, without affecting its users and without waiting. The object is
     * opened and read with pread, never mapped. No lock is taken, so a process that cleans up is not delayed. On
     * Windows, where no process cleans up, the channel is opened.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return the statistics at this moment
     * @throws io.nativeipc.NotFoundException if there is no such channel (ENOENT), or its creator has not finished
     * @throws CorruptException if the object of this name is not a channel, or is inconsistent
     * @throws io.nativeipc.AccessDeniedException if it belongs to another user, or other users may write to it
     */
    public static RingStatistics read(String name) throws IOException {
        RingFile.checkName(name);
        if (Platform.current().isWindows()) {
            RingMemory memory = NamedRing.open(name, Duration.ZERO);
            try {
                return memory.access(() -> of(memory));
            } finally {
                memory.close();
            }
        }
        try (RingFile file = RingFile.open(name);
                LivenessLocks locks = file.openLocks()) {
            RingOptions options = NamedRing.awaitHeader(file, Duration.ZERO).options();
            RingWords words = RingWords.copy(file, options);
            return new Reader(words, locks, file.address()).read(options, use(file.anyHolder()));
        }
    }

    private static Use use(ByteLocks.Holder holder) {
        return switch (holder) {
            case FREE -> Use.UNUSED;
            case HELD -> Use.IN_USE;
            case UNKNOWN -> Use.UNKNOWN;
        };
    }

    static RingStatistics of(RingMemory memory) throws IpcException {
        LivenessLocks locks = memory.join();
        try {
            return new Reader(RingWords.of(memory), locks, memory.address()).read(memory.options(), Use.IN_USE);
        } finally {
            memory.leave(locks);
        }
    }

    private record Reader(RingWords words, LivenessLocks locks, String address) {

        RingStatistics read(RingOptions options, Use use) throws IpcException {
            List<RingLaneStatistics> lanes = new ArrayList<>();
            for (int lane = 0; lane < options.laneCount(); lane++) {
                lanes.add(lane(options, lane));
            }
            return new RingStatistics(
                    options,
                    state(),
                    words.getInt(RingLayout.CREATOR_PID_OFFSET),
                    words.getLong(RingLayout.CREATOR_START_OFFSET),
                    use,
                    slot(RingLayout.SLOT_CONSUMER),
                    words.getLong(RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_TAKEOVERS_OFFSET),
                    words.getLong(RingLayout.CONSUMER_OFFSET + RingLayout.CONSUMER_LANES_FREED_OFFSET),
                    lanes);
        }

        private State state() throws CorruptException {
            int state = words.getInt(RingLayout.STATE_OFFSET);
            if (state == RingLayout.STATE_READY || state == RingLayout.STATE_RETIRED) {
                return state == RingLayout.STATE_READY ? State.READY : State.RETIRED;
            }
            throw new CorruptException(address, "has the state " + state);
        }

        private RingLaneStatistics lane(RingOptions options, int lane) throws IpcException {
            RingSlotStatistics producer = slot(RingLayout.SLOT_LANE + lane);
            PendingRecords records = new PendingRecords(words, options, lane);
            return new RingLaneStatistics(
                    producer,
                    records.head,
                    records.position(),
                    records.messages(),
                    records.bytes(),
                    words.getLong(RingLayout.laneOffset(lane) + RingLayout.LANE_FULL_EVENTS_OFFSET),
                    records.consumedMessages,
                    records.consumedBytes);
        }

        /**
         * Reads the epoch first. Pid and start are those of this epoch, or the liveness is UNKNOWN because the owner
         * changed in the meantime.
         */
        private RingSlotStatistics slot(int slot) throws IpcException {
            int offset = RingLayout.slotOffset(slot);
            long epoch = words.getLong(offset + RingLayout.SLOT_EPOCH_OFFSET);
            if (epoch == 0) {
                return new RingSlotStatistics(0, 0, 0, RingSlotStatistics.Liveness.ABSENT);
            }
            int pid = words.getInt(offset + RingLayout.SLOT_PID_OFFSET);
            long start = words.getLong(offset + RingLayout.SLOT_START_OFFSET);
            return new RingSlotStatistics(epoch, pid, start, liveness(slot, offset, epoch));
        }

        private RingSlotStatistics.Liveness liveness(int slot, int offset, long epoch) throws IpcException {
            ByteLocks.Holder holder = locks.holder(slot);
            if (holder == ByteLocks.Holder.UNKNOWN || words.now(offset + RingLayout.SLOT_EPOCH_OFFSET) != epoch) {
                return RingSlotStatistics.Liveness.UNKNOWN;
            }
            return holder == ByteLocks.Holder.HELD
                    ? RingSlotStatistics.Liveness.ALIVE
                    : RingSlotStatistics.Liveness.DEAD;
        }
    }
}
