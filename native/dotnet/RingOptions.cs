// What a caller chooses and what a caller is told: the geometry of a new channel, and the statistics of an open one.
using System;
using System.Collections.Generic;

namespace NativeIpc.Ring
{
    /// <summary>The geometry of a new channel. An existing channel keeps its own.</summary>
    public sealed class RingOptions
    {
        /// <summary>The largest number of producers at a time, 1 to 32.</summary>
        public int LaneCount { get; set; } = RingLayout.DefaultLanes;

        /// <summary>The size of one producer's lane in bytes, a power of two from 4096 to 2^30.</summary>
        public long LaneCapacity { get; set; } = RingLayout.DefaultCapacity;

        /// <summary>The largest message in bytes, 1 to half a lane less 8; null means a quarter of a lane.</summary>
        public int? MaxMessage { get; set; }

        /// <summary>
        /// Whether producers and consumer may sleep until the other side wakes them (<see cref="RingWait.Sleep"/>).
        /// Each message then costs a full fence. Only on Linux.
        /// </summary>
        public bool SleepingWaits { get; set; }

        /// <summary>The size of such a channel's shared memory in bytes.</summary>
        public long ByteSize
        {
            get { return RingLayout.TotalSize(LaneCount, LaneCapacity); }
        }

        internal RingGeometry Check()
        {
            int message = MaxMessage ?? (int) Math.Min(LaneCapacity / 4, int.MaxValue);
            string wrong = RingGeometry.Complaint(LaneCount, LaneCapacity, message);
            if (wrong != null)
                throw new ArgumentException(wrong);
            if (SleepingWaits && !RingPlatform.IsLinux)
                throw new PlatformNotSupportedException("sleeping waits need a futex, which only Linux has");
            return new RingGeometry(
                LaneCount, LaneCapacity, message, SleepingWaits, RingPlatform.Random(), RingPlatform.Random());
        }
    }

    /// <summary>How a producer without room, or a consumer without a message, waits between two attempts.</summary>
    public enum RingWait
    {
        /// <summary>Tries again at once, for a thread with a processor of its own.</summary>
        Spin,

        /// <summary>
        /// Yields the processor to any thread that is ready to run, at once. A producer without room sleeps for 20 µs
        /// instead.
        /// </summary>
        Yield,

        /// <summary>Spins, yields, then sleeps from 50 µs up to 5 ms (on Windows at least 1 ms).</summary>
        BackOff,

        /// <summary>Spins, yields, then sleeps until the other side wakes it. Needs sleeping waits.</summary>
        Sleep
    }

    /// <summary>A participant's slot. Only <see cref="Liveness"/> is proven by the system's locks.</summary>
    public sealed class RingSlotStatistics
    {
        internal RingSlotStatistics(ulong epoch, int pid, RingLiveness liveness)
        {
            Epoch = epoch;
            Pid = pid;
            Liveness = liveness;
        }

        /// <summary>The number of this registration; 0 if the slot is free.</summary>
        public ulong Epoch { get; }

        /// <summary>The process of the slot's last owner, in that process's PID namespace.</summary>
        public int Pid { get; }

        /// <summary>Whether the participant lives.</summary>
        public RingLiveness Liveness { get; }
    }

    /// <summary>Whether a participant lives.</summary>
    public enum RingLiveness
    {
        /// <summary>No participant has the slot.</summary>
        Absent,

        /// <summary>Its lock is held.</summary>
        Alive,

        /// <summary>It is registered, and its lock is free: its process is dead.</summary>
        Dead
    }

    /// <summary>
    /// The counters of one lane. Position, messages and bytes are derived from the consumer's counters and the records
    /// in the lane. They are null if the lane changed too often while it was read, or if its records are damaged. After
    /// the death of a consumer between its last two stores, messages and bytes are too high by what it had just
    /// released.
    /// </summary>
    public sealed class RingLaneStatistics
    {
        internal RingLaneStatistics(
            RingSlotStatistics producer, long head, long fullEvents, long messages, long bytes, long[] published)
        {
            Producer = producer;
            Head = head;
            FullEvents = fullEvents;
            ConsumedMessages = messages;
            ConsumedBytes = bytes;
            if (published == null)
                return;
            Position = published[0];
            Messages = published[1];
            Bytes = published[2];
        }

        /// <summary>The producer of the lane.</summary>
        public RingSlotStatistics Producer { get; }

        /// <summary>The position up to which the lane was consumed.</summary>
        public long Head { get; }

        /// <summary>The position at which the next record begins.</summary>
        public long? Position { get; }

        /// <summary>The number of published messages since the creation.</summary>
        public long? Messages { get; }

        /// <summary>The payload bytes of these messages.</summary>
        public long? Bytes { get; }

        /// <summary>The number of claims and offers that found no room.</summary>
        public long FullEvents { get; }

        /// <summary>The number of consumed messages.</summary>
        public long ConsumedMessages { get; }

        /// <summary>The payload bytes of the consumed messages.</summary>
        public long ConsumedBytes { get; }
    }

    /// <summary>The counters and the participants of a channel, as other processes wrote them.</summary>
    public sealed class RingStatistics
    {
        internal RingStatistics(
            RingSlotStatistics consumer, long takeovers, long lanesFreed, IReadOnlyList<RingLaneStatistics> lanes)
        {
            Consumer = consumer;
            Takeovers = takeovers;
            LanesFreed = lanesFreed;
            Lanes = lanes;
        }

        /// <summary>The consumer.</summary>
        public RingSlotStatistics Consumer { get; }

        /// <summary>How often a consumer took over from a dead one.</summary>
        public long Takeovers { get; }

        /// <summary>The number of lanes of dead producers that a consumer has freed.</summary>
        public long LanesFreed { get; }

        /// <summary>All lanes, in order.</summary>
        public IReadOnlyList<RingLaneStatistics> Lanes { get; }
    }
}
