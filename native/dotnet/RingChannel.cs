// A ring channel for .NET Core 3.1 and later: many producers, one consumer, in shared memory that Java and C++ use too.
// Compile the files of this folder into a program, with unsafe code allowed. docs/cookbook-csharp.md shows its use, and
// docs/ring-layout.md describes the memory.
using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using System.Threading;

namespace NativeIpc.Ring
{
    /// <summary>
    /// A process's handle of a ring channel. A name is "/" and 1 to 30 letters, digits, dots, dashes and underscores,
    /// the first of which is not a dot. The channel is accessible only to this user. All methods may be called from any
    /// thread.
    /// </summary>
    public sealed unsafe class RingChannel : IDisposable
    {
        static readonly Regex GoodName = new Regex("\\A/(?!\\.)[A-Za-z0-9._-]{1,30}\\z", RegexOptions.CultureInvariant);

        readonly object gate = new object();
        readonly RingMemory memory;
        bool closed;

        RingChannel(string name, RingMemory memory, bool created)
        {
            Name = name;
            this.memory = memory;
            Created = created;
        }

        /// <summary>Creates a channel.</summary>
        /// <exception cref="AlreadyExistsException">there is a channel of this name</exception>
        public static RingChannel Create(string name, RingOptions options = null)
        {
            return Open(name, options ?? new RingOptions(), true);
        }

        /// <summary>Opens a channel. Waits up to one second for a creator that has not finished.</summary>
        /// <exception cref="NotFoundException">there is no channel of this name</exception>
        public static RingChannel Open(string name)
        {
            return Open(name, null, false);
        }

        /// <summary>Opens the channel, or creates it. An existing channel keeps its geometry.</summary>
        public static RingChannel OpenOrCreate(string name, RingOptions options = null)
        {
            return Open(name, options ?? new RingOptions(), false);
        }

        static RingChannel Open(string name, RingOptions options, bool exclusive)
        {
            Check(name);
            RingGeometry geometry = options == null ? null : options.Check();
            bool created;
            RingMemory memory = RingPlatform.IsLinux
                ? LinuxPlace.Open(name, geometry, exclusive, out created)
                : WindowsPlace.Open(name, geometry, exclusive, out created);
            return new RingChannel(name, memory, created);
        }

        static void Check(string name)
        {
            RingPlatform.Require();
            if (name == null)
                throw new ArgumentNullException(nameof(name));
            if (!GoodName.IsMatch(name))
                throw new ArgumentException(
                    "a ring channel's name is a slash and 1 to 30 letters, digits, dots, dashes and underscores, like"
                    + " /orders, and does not begin with a dot: \"" + name.Replace('\0', '?') + '"');
        }

        /// <summary>Ends the channel of this name, as <see cref="Unlink()"/> does.</summary>
        public static void Unlink(string name)
        {
            using (RingChannel channel = Open(name))
                channel.Unlink();
        }

        /// <summary>
        /// Removes the name of a channel that no process has open, even if its creation was never finished. Returns
        /// false if a process has it open, or if another process removed the name first. On Windows a channel leaves
        /// nothing.
        /// </summary>
        public static bool CleanUp(string name)
        {
            Check(name);
            return RingPlatform.IsLinux ? LinuxPlace.CleanUp(name) : WindowsPlace.CleanUp(name);
        }

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <summary>Whether this object created the channel.</summary>
        public bool Created { get; }

        /// <summary>The largest number of producers at a time.</summary>
        public int LaneCount
        {
            get { return memory.Geometry.LaneCount; }
        }

        /// <summary>The size of one lane in bytes.</summary>
        public long LaneCapacity
        {
            get { return memory.Geometry.LaneCapacity; }
        }

        /// <summary>The largest message in bytes.</summary>
        public int MaxMessage
        {
            get { return memory.Geometry.MaxMessage; }
        }

        /// <summary>Whether the channel has sleeping waits.</summary>
        public bool SleepingWaits
        {
            get { return memory.Geometry.SleepingWaits; }
        }

        /// <summary>
        /// Claims a lane. The default wait is Sleep in a channel with sleeping waits, and BackOff otherwise.
        /// </summary>
        /// <exception cref="BusyException">every lane is taken, not drained yet, or damaged</exception>
        public RingProducer OpenProducer(RingWait? wait = null)
        {
            RingProducer producer = TryOpenProducer(TimeSpan.Zero, wait);
            if (producer == null)
                throw new BusyException(
                    memory.Target, "each of the " + LaneCount + " lanes is taken, not drained yet, or damaged");
            return producer;
        }

        /// <summary>Waits for a lane and claims it. Returns null if the timeout expires.</summary>
        public RingProducer TryOpenProducer(TimeSpan timeout, RingWait? wait = null)
        {
            RingWait checkedWait = RingSleep.Checked(wait, memory.Geometry);
            var slices = new RingSlices(timeout);
            RingLocks locks = Join();
            bool kept = false;
            try
            {
                for (int pause = RingIdle.ShortestPause;; pause = Math.Min(pause * 2, RingIdle.LongestPause))
                {
                    locks.CheckSize(memory.Geometry.TotalSize);
                    memory.CheckAlive();
                    for (int lane = 0; lane < LaneCount; lane++)
                    {
                        long head;
                        if (!RingProducer.TryClaimLane(memory, locks, lane, out head))
                            continue;
                        kept = true;
                        return new RingProducer(memory, locks, lane, head, checkedWait);
                    }
                    if (slices.IsLate())
                        return null;
                    RingSleep.Nap(pause);
                }
            }
            finally
            {
                if (!kept)
                    Leave(locks);
            }
        }

        /// <summary>Becomes the consumer.</summary>
        /// <exception cref="BusyException">the channel has a consumer</exception>
        public RingConsumer OpenConsumer(RingWait? wait = null)
        {
            RingWait checkedWait = RingSleep.Checked(wait, memory.Geometry);
            RingLocks locks = Join();
            bool kept = false;
            try
            {
                locks.CheckSize(memory.Geometry.TotalSize);
                memory.CheckAlive();
                if (!locks.TryLock(RingLayout.SlotConsumer))
                    throw new BusyException(memory.Target, "the channel has a consumer");
                KillPoint.Reached("consumer.locked");
                var consumer = new RingConsumer(memory, locks, checkedWait);
                kept = true;
                return consumer;
            }
            finally
            {
                if (!kept)
                    Leave(locks);
            }
        }

        // Begins the use of the memory by a participant, and opens its locks.
        RingLocks Join()
        {
            lock (gate)
            {
                RequireOpen();
                RingLocks locks = memory.Place.OpenLocks();
                memory.AddUser();
                return locks;
            }
        }

        void Leave(RingLocks locks)
        {
            locks.Dispose();
            memory.Release();
        }

        void RequireOpen()
        {
            if (closed)
                throw new ObjectDisposedException(memory.Target);
        }

        /// <summary>Reads the counters and the participants.</summary>
        public RingStatistics Statistics()
        {
            RingLocks locks = Join();
            try
            {
                locks.CheckSize(memory.Geometry.TotalSize);
                return RingObserver.Read(memory, locks);
            }
            finally
            {
                Leave(locks);
            }
        }

        /// <summary>
        /// Ends the channel: no process can join it any more, waiting calls throw
        /// <see cref="PeerClosedException"/>, and the name becomes free. If another object has taken the name, that is
        /// not changed.
        /// </summary>
        public void Unlink()
        {
            lock (gate)
            {
                RequireOpen();
                memory.Place.Unlink(memory);
            }
        }

        /// <summary>Closes this handle. Its producers and its consumer stay open, and so does the channel.</summary>
        public void Dispose()
        {
            lock (gate)
            {
                if (closed)
                    return;
                closed = true;
                memory.Place.Dispose();
            }
            memory.Release();
        }

        /// <summary>Returns the address: "ring:" and the name.</summary>
        public override string ToString()
        {
            return memory.Target;
        }
    }

    // Reads statistics. What producers publish is not counted in the memory, so it is derived.
    internal static unsafe class RingObserver
    {
        const int Attempts = 4;

        public static RingStatistics Read(RingMemory memory, RingLocks locks)
        {
            var lanes = new List<RingLaneStatistics>();
            for (int lane = 0; lane < memory.Geometry.LaneCount; lane++)
            {
                byte* page = memory.Lane(lane);
                long[] published = null;
                for (int i = 0; i < Attempts && published == null; i++)
                    published = Published(memory, lane);
                lanes.Add(new RingLaneStatistics(
                    Slot(memory, locks, RingLayout.SlotLane + lane), Load(page, RingLayout.HeadOffset),
                    Load(page, RingLayout.FullEventsOffset), Load(page, RingLayout.ConsumedMessagesOffset),
                    Load(page, RingLayout.ConsumedBytesOffset), published));
            }
            return new RingStatistics(
                Slot(memory, locks, RingLayout.SlotConsumer), Load(memory.At(0), RingLayout.TakeoversOffset),
                Load(memory.At(0), RingLayout.LanesFreedOffset), lanes);
        }

        static long Load(byte* page, int offset)
        {
            return Volatile.Read(ref *(long*) (page + offset));
        }

        static RingSlotStatistics Slot(RingMemory memory, RingLocks locks, int slot)
        {
            ulong epoch = memory.Epoch(slot);
            int pid = Volatile.Read(ref *(int*) (memory.Slot(slot) + RingLayout.SlotPidOffset));
            if (epoch == 0)
                return new RingSlotStatistics(0, 0, RingLiveness.Absent);
            bool dead = memory.IsDead(slot, locks);
            return new RingSlotStatistics(epoch, pid, dead ? RingLiveness.Dead : RingLiveness.Alive);
        }

        // Position, messages and bytes: what was consumed, and the complete records from HEAD on. The walk ends at the
        // first 0, and after a lane's length. Returns null if HEAD moved meanwhile, or if a record is damaged.
        public static long[] Published(RingMemory memory, int lane)
        {
            byte* page = memory.Lane(lane);
            long head = Load(page, RingLayout.HeadOffset);
            if (head < 0 || head % RingLayout.RecordAlignment != 0)
                return null;
            long messages = Load(page, RingLayout.ConsumedMessagesOffset);
            long bytes = Load(page, RingLayout.ConsumedBytesOffset);
            long capacity = memory.Geometry.LaneCapacity;
            long at = head;
            while (at - head < capacity)
            {
                long found = Volatile.Read(ref *memory.Word(lane, at));
                if (found == 0)
                    break;
                long length = found & uint.MaxValue;
                long rest = capacity - (at & (capacity - 1));
                bool message = found == RingLayout.RecordHeader(length, RingLayout.RecordMessage);
                long record = message ? RingLayout.RecordSize(length) : rest;
                if (message ? length > memory.Geometry.MaxMessage || record > rest
                    : rest == capacity || found != RingLayout.RecordHeader(rest - 8, RingLayout.RecordPadding))
                    return null;
                messages += message ? 1 : 0;
                bytes += message ? length : 0;
                at += record;
            }
            Interlocked.MemoryBarrier(); // the walk comes before this look
            return Load(page, RingLayout.HeadOffset) == head ? new[] {at, messages, bytes} : null;
        }
    }
}
