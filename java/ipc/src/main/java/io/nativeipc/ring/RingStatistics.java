package io.nativeipc.ring;

import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.sys.Platform;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A channel's numbers at one moment. Immutable. The geometry is checked; all else is shown as a peer wrote it, which is no
 * reason to rely on it.
 *
 * @param options the geometry
 * @param state whether the channel is over
 * @param creatorPid the process that created the channel, for diagnosis
 * @param creatorStart when that process began, in clock ticks after the boot; 0 if that is not known
 * @param use whether a process has the channel open
 * @param consumer the consumer
 * @param takeovers how often a consumer took over from a dead one
 * @param lanesFreed how many lanes of dead producers a consumer has freed
 * @param lanes every lane, in their order
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
        /** It was unlinked: its users are told that it is over. */
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
     * Reads a channel's numbers from outside: its object is opened and read by pread, never mapped, and no lock is taken, so
     * that nobody is disturbed, and nobody who cleans up is held off; on Windows, where nobody cleans up, it is opened. Never
     * waits.
     *
     * @param name a slash and 1 to 30 letters, digits, dots, dashes and underscores, {@code /orders}
     * @return what the counters say at this moment
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT), or its creator has not finished
     * @throws CorruptException if what has the name is no channel, or contradicts itself
     * @throws io.nativeipc.AccessDeniedException if it is another user's, or others may write to it
     */
    public static RingStatistics read(String name) throws IOException {
        RingChannel.checkName(name);
        if (Platform.current().isWindows()) {
            try (RingChannel channel = RingChannel.open(name)) {
                return channel.statistics();
            }
        }
        try (RingFile file = RingFile.open(name);
                RingLocks locks = file.openLocks()) {
            RingOptions options = NamedRing.awaitHeader(file, Duration.ZERO).options();
            RingWords words = RingWords.copy(file, options.laneCount());
            return new Reader(words, locks, file.address()).read(options, file.use());
        }
    }

    static RingStatistics of(RingMemory memory) throws IpcException {
        RingLocks locks = memory.join();
        try {
            return new Reader(RingWords.of(memory), locks, memory.address()).read(memory.options(), Use.IN_USE);
        } finally {
            memory.leave(locks);
        }
    }

    private record Reader(RingWords words, RingLocks locks, String address) {

        RingStatistics read(RingOptions options, Use use) throws IpcException {
            List<RingLaneStatistics> lanes = new ArrayList<>();
            for (int lane = 0; lane < options.laneCount(); lane++) {
                lanes.add(lane(lane));
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

        private RingLaneStatistics lane(int lane) throws IpcException {
            int offset = RingLayout.laneOffset(lane);
            return new RingLaneStatistics(
                    slot(RingLayout.SLOT_LANE + lane),
                    words.getLong(offset + RingLayout.LANE_HEAD_OFFSET),
                    words.getLong(offset + RingLayout.LANE_POSITION_OFFSET),
                    words.getLong(offset + RingLayout.LANE_MESSAGES_OFFSET),
                    words.getLong(offset + RingLayout.LANE_BYTES_OFFSET),
                    words.getLong(offset + RingLayout.LANE_FULL_EVENTS_OFFSET),
                    words.getLong(offset + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET),
                    words.getLong(offset + RingLayout.LANE_CONSUMED_BYTES_OFFSET));
        }

        /** The epoch first: pid and start are those of the epoch that was read before them. */
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
            return holder == ByteLocks.Holder.SOMEBODY
                    ? RingSlotStatistics.Liveness.ALIVE
                    : RingSlotStatistics.Liveness.DEAD;
        }
    }
}
