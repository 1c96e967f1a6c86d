// The single consumer of a channel, which merges the lanes.
using System;
using System.Threading;

namespace NativeIpc.Ring
{
    /// <summary>
    /// Receives a message in the shared memory, without a copy. The span is valid until the handler returns. A hostile
    /// producer can change the bytes during that time.
    /// </summary>
    public delegate void RingHandler(ReadOnlySpan<byte> message);

    /// <summary>
    /// The consumer, made by <see cref="RingChannel.OpenConsumer"/>. Only one thread at a time may use it, also its
    /// Dispose. Dispose it: otherwise the channel has no other consumer until the process ends.
    /// </summary>
    public sealed unsafe class RingConsumer : IDisposable
    {
        // What the consumer knows of a lane.
        sealed class LaneState
        {
            public readonly int Index;
            public readonly byte* Page;
            public readonly byte* Data;
            public long Position;
            public long Released;
            public long Messages;
            public long Bytes;
            public bool Corrupt;

            public LaneState(RingMemory memory, int index)
            {
                Index = index;
                Page = memory.Lane(index);
                Data = memory.Data(index);
                Position = Released = memory.CheckedHead(index);
                Messages = Volatile.Read(ref *(long*) (Page + RingLayout.ConsumedMessagesOffset));
                Bytes = Volatile.Read(ref *(long*) (Page + RingLayout.ConsumedBytesOffset));
            }
        }

        readonly RingMemory memory;
        readonly RingLocks locks;
        readonly RingWait wait;
        readonly LaneState[] lanes;
        readonly long mask;
        readonly int maxMessage;
        readonly bool sleeping;
        int first;
        bool receiving; // a handler may be running
        bool closing; // a handler has disposed the consumer
        bool closed;

        // The caller holds the lock.
        internal RingConsumer(RingMemory memory, RingLocks locks, RingWait wait)
        {
            this.memory = memory;
            this.locks = locks;
            this.wait = wait;
            mask = memory.Geometry.LaneCapacity - 1;
            maxMessage = memory.Geometry.MaxMessage;
            sleeping = memory.Geometry.SleepingWaits;
            if (memory.Epoch(RingLayout.SlotConsumer) != 0)
                RingMemory.Add(memory.At(RingLayout.TakeoversOffset));
            memory.Leave(RingLayout.SlotConsumer);
            Volatile.Write(ref *(uint*) memory.At(RingLayout.WakeOffset), 0);
            KillPoint.Reached("consumer.swept");
            lanes = new LaneState[memory.Geometry.LaneCount];
            for (int lane = 0; lane < lanes.Length; lane++)
                lanes[lane] = new LaneState(memory, lane);
            memory.Enter(RingLayout.SlotConsumer);
            KillPoint.Reached("consumer.registered");
        }

        /// <summary>
        /// Calls the handler for up to this many messages and returns their number; 0 means that there is none now. A
        /// message is consumed when its handler returns. If the handler throws, the exception passes, and the same
        /// message is delivered again. A handler may dispose the consumer, which takes effect when the poll ends; it
        /// must not poll.
        /// </summary>
        /// <exception cref="CorruptException">once for a lane with an invalid record; it is then skipped</exception>
        public int Poll(RingHandler handler, int limit = int.MaxValue)
        {
            Begin(handler, limit);
            try
            {
                return PollOnce(handler, limit);
            }
            finally
            {
                End();
            }
        }

        /// <summary>The same, but waits for the first message without an end.</summary>
        /// <exception cref="PeerClosedException">the channel is retired and drained</exception>
        public int Receive(RingHandler handler, int limit = int.MaxValue)
        {
            return Receive(handler, Timeout.InfiniteTimeSpan, limit);
        }

        /// <summary>The same, but 0 means that the timeout has expired.</summary>
        /// <exception cref="PeerClosedException">the channel is retired and drained</exception>
        public int Receive(RingHandler handler, TimeSpan timeout, int limit = int.MaxValue)
        {
            Begin(handler, limit);
            try
            {
                int count = PollOnce(handler, limit);
                return count != 0 || limit == 0 ? count : Wait(handler, timeout, limit);
            }
            finally
            {
                End();
            }
        }

        int Wait(RingHandler handler, TimeSpan timeout, int limit)
        {
            var slices = new RingSlices(timeout);
            var idle = new RingIdle(wait);
            for (;;)
            {
                bool sleepy = idle.Pause();
                int count = PollOnce(handler, limit);
                if (count != 0)
                    return count;
                if (idle.LooksAtClock)
                {
                    bool late = slices.IsLate();
                    if (slices.IsDue())
                        CheckPeers();
                    if (late)
                        return 0;
                }
                if (sleepy && (count = SleepOnce(handler, limit, slices.Left)) != 0)
                    return count;
            }
        }

        void CheckPeers()
        {
            locks.CheckSize(memory.Geometry.TotalSize);
            foreach (LaneState lane in lanes)
                FreeIfDead(lane);
            memory.CheckAlive();
        }

        int SleepOnce(RingHandler handler, int limit, long micros)
        {
            byte* wake = memory.At(RingLayout.WakeOffset);
            // Dekker's pattern with RingProducer: either the producer sees this 1, or this poll sees its header.
            Volatile.Write(ref *(uint*) wake, 1);
            Interlocked.MemoryBarrier();
            try
            {
                int count = PollOnce(handler, limit);
                if (count == 0)
                {
                    KillPoint.Reached("poll.sleeping");
                    RingSleep.WaitWhileOne(wake, micros);
                }
                return count;
            }
            finally
            {
                Volatile.Write(ref *(uint*) wake, 0);
            }
        }

        /// <summary>
        /// Frees the drained lanes of producers whose death the system proves, and returns their number. Receive does
        /// this too, and a producer that claims a lane does it for itself.
        /// </summary>
        public int FreeDeadLanes()
        {
            RequireOpen();
            locks.CheckSize(memory.Geometry.TotalSize);
            int freed = 0;
            foreach (LaneState lane in lanes)
                freed += FreeIfDead(lane) ? 1 : 0;
            return freed;
        }

        /// <summary>How often a consumer took over from a dead one.</summary>
        public long Takeovers
        {
            get
            {
                RequireOpen();
                return Volatile.Read(ref *(long*) memory.At(RingLayout.TakeoversOffset));
            }
        }

        void RequireOpen()
        {
            if (closed || closing)
                throw new ObjectDisposedException(memory.Target, "the consumer is closed");
        }

        // A poll by a handler would receive the handler's own message again.
        void Begin(RingHandler handler, int limit)
        {
            RequireOpen();
            if (receiving)
                throw new InvalidOperationException(memory.Target + ": a handler cannot poll its own consumer");
            if (handler == null)
                throw new ArgumentNullException(nameof(handler));
            if (limit < 0)
                throw new ArgumentOutOfRangeException(nameof(limit), "a limit is not negative: " + limit);
            receiving = true;
        }

        void End()
        {
            receiving = false;
            if (closing)
                Dispose();
        }

        int PollOnce(RingHandler handler, int limit)
        {
            int count = 0;
            int index = first;
            first = After(index); // a different lane each time, so that a handler that throws delays only its own lane
            for (int left = lanes.Length; left > 0 && count < limit && !closing; left--)
            {
                count += PollLane(lanes[index], handler, limit - count);
                index = After(index);
            }
            return count;
        }

        int After(int lane)
        {
            return lane + 1 == lanes.Length ? 0 : lane + 1;
        }

        // Reads one header more than it handles: a lane without further messages is released at once, because the
        // caller may not poll again while a producer waits for the lane.
        int PollLane(LaneState lane, RingHandler handler, int limit)
        {
            int count = 0;
            for (int turn = 0;; turn++)
            {
                long* header = (long*) (lane.Data + (lane.Position & mask));
                long found = Volatile.Read(ref *header); // acquire; read once and then checked
                if (found == 0 || lane.Corrupt)
                {
                    if (lane.Position != lane.Released)
                        Release(lane);
                    return count;
                }
                if (turn == RingLayout.Turn || count == limit || closing)
                    return count;
                long length = found & uint.MaxValue;
                long record = RingLayout.RecordSize(length);
                long rest = mask + 1 - (lane.Position & mask);
                if (found >> RingLayout.RecordKindShift == RingLayout.RecordMessage)
                {
                    if (length > maxMessage || record > rest)
                        GiveUp(lane, found);
                    KillPoint.Reached("poll.read");
                    handler(new ReadOnlySpan<byte>(header + 1, (int) length));
                    KillPoint.Reached("poll.handled");
                    TakeLines(header, found, lane.Position & mask, record);
                    lane.Messages++;
                    lane.Bytes += length;
                    count++;
                }
                else
                {
                    long skipped = rest - RingLayout.RecordHeaderSize;
                    if (found != RingLayout.RecordHeader(skipped, RingLayout.RecordPadding) || rest == mask + 1)
                        GiveUp(lane, found);
                    record = rest;
                }
                lane.Position += record;
                if (lane.Position - lane.Released > mask >> 2)
                    Release(lane);
            }
        }

        // Stores the first word of each line back unchanged. The line then belongs to this processor, and the producer
        // writes it faster in its next lap. These stores come before the release of HEAD.
        static void TakeLines(long* header, long found, long begin, long record)
        {
            Volatile.Write(ref *header, found);
            byte* record0 = (byte*) header;
            for (long next = (begin | (RingLayout.Line - 1)) + 1 - begin; next < record; next += RingLayout.Line)
            {
                long* word = (long*) (record0 + next);
                Volatile.Write(ref *word, Volatile.Read(ref *word));
            }
        }

        void Release(LaneState lane)
        {
            Volatile.Write(ref *(long*) (lane.Page + RingLayout.ConsumedMessagesOffset), lane.Messages);
            Volatile.Write(ref *(long*) (lane.Page + RingLayout.ConsumedBytesOffset), lane.Bytes);
            KillPoint.Reached("poll.counted");
            // Release: every access to these bytes comes before the producer's acquire.
            Volatile.Write(ref *(long*) (lane.Page + RingLayout.HeadOffset), lane.Position);
            lane.Released = lane.Position;
            KillPoint.Reached("poll.released");
            if (sleeping)
                memory.Wake(lane.Page + RingLayout.RoomOffset, null, null);
        }

        void GiveUp(LaneState lane, long found)
        {
            lane.Corrupt = true;
            throw new CorruptException(
                memory.Target, "lane " + lane.Index + " has a record with the header 0x" + found.ToString("x16"));
        }

        bool FreeIfDead(LaneState lane)
        {
            int slot = RingLayout.SlotLane + lane.Index;
            ulong epoch = memory.Epoch(slot);
            if (epoch == 0 || lane.Corrupt || locks.IsHeldByAnother(slot) || !locks.TryLock(slot))
                return false;
            KillPoint.Reached("free.locked");
            // No producer can register while this lock is held, so an unchanged epoch is the dead producer's.
            bool dead = memory.Epoch(slot) == epoch && Volatile.Read(ref *memory.Word(lane.Index, lane.Position)) == 0;
            if (dead)
            {
                memory.Leave(slot);
                KillPoint.Reached("free.cleared");
                RingMemory.Add(memory.At(RingLayout.LanesFreedOffset));
            }
            locks.Unlock(slot);
            KillPoint.Reached("free.unlocked");
            return dead;
        }

        /// <summary>Ends the use. Messages that were not consumed stay for the next consumer. Idempotent.</summary>
        public void Dispose()
        {
            closing = receiving;
            if (closed || receiving)
                return;
            closed = true;
            if (locks.HasSize(memory.Geometry.TotalSize))
            {
                foreach (LaneState lane in lanes)
                    if (lane.Position != lane.Released)
                        Release(lane);
                memory.Leave(RingLayout.SlotConsumer);
            }
            KillPoint.Reached("close.left");
            locks.Dispose();
            KillPoint.Reached("close.unlocked");
            memory.Release();
        }
    }
}
