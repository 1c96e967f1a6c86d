// The single producer of a lane.
using System;
using System.Threading;

namespace NativeIpc.Ring
{
    /// <summary>
    /// A producer, made by <see cref="RingChannel.OpenProducer"/>. Only one thread at a time may use it, also its
    /// Dispose; each thread may have its own. Dispose it: otherwise its lane stays taken until the process ends.
    /// </summary>
    public sealed unsafe class RingProducer : IDisposable
    {
        const long NoClaim = -1;

        readonly RingMemory memory;
        readonly RingLocks locks;
        readonly RingWait wait;
        readonly byte* page;
        readonly byte* data;
        readonly byte* wake;
        readonly long mask;
        readonly int maxMessage;
        readonly bool sleeping;
        readonly long[] counted; // messages and bytes in the lane before this producer; null if unknown
        long tail;
        long head; // as last seen
        long claimed = NoClaim;
        long messages;
        long bytes;
        bool closed;

        internal RingProducer(RingMemory memory, RingLocks locks, int lane, long head, RingWait wait)
        {
            this.memory = memory;
            this.locks = locks;
            this.wait = wait;
            Lane = lane;
            page = memory.Lane(lane);
            data = memory.Data(lane);
            wake = memory.At(RingLayout.WakeOffset);
            mask = memory.Geometry.LaneCapacity - 1;
            maxMessage = memory.Geometry.MaxMessage;
            sleeping = memory.Geometry.SleepingWaits;
            counted = RingObserver.Published(memory, lane);
            this.head = tail = head;
            Volatile.Write(ref *(long*) (page + RingLayout.PositionOffset), tail);
            Volatile.Write(ref *(uint*) (page + RingLayout.RoomOffset), 0);
        }

        // Takes a lane's slot. Returns false if the lane is taken, not drained, or damaged.
        internal static bool TryClaimLane(RingMemory memory, RingLocks locks, int lane, out long head)
        {
            head = 0;
            int slot = RingLayout.SlotLane + lane;
            if (!locks.TryLock(slot))
                return false;
            bool entered = false;
            try
            {
                KillPoint.Reached("lane.locked");
                // No producer publishes in this lane now, so a 0 at HEAD is the tail.
                head = Volatile.Read(ref *(long*) (memory.Lane(lane) + RingLayout.HeadOffset));
                if (head < 0 || head % RingLayout.RecordAlignment != 0)
                    return false; // the consumer reports the damage; other lanes are intact
                if (Volatile.Read(ref *memory.Word(lane, head)) != 0)
                    return false;
                memory.Leave(slot); // clears a dead owner's epoch; what it had not published is invisible
                KillPoint.Reached("lane.swept");
                memory.Enter(slot);
                entered = true;
                KillPoint.Reached("lane.registered");
                return true;
            }
            finally
            {
                if (!entered)
                    locks.Unlock(slot);
            }
        }

        /// <summary>The number of the lane.</summary>
        public int Lane { get; }

        /// <summary>The largest message in bytes.</summary>
        public int MaxMessage
        {
            get { return maxMessage; }
        }

        /// <summary>The number of messages that this producer has published.</summary>
        public long Messages
        {
            get { return messages; }
        }

        /// <summary>
        /// Claims room for a message of this length, which the caller fills and commits. Returns false if there is no
        /// room now. The bytes have arbitrary values at first. Do not use the span after Commit, Abort or Dispose.
        /// </summary>
        public bool TryClaim(int length, out Span<byte> payload)
        {
            CheckClaim(length);
            bool room = Claim(length);
            if (!room)
                RingMemory.Add(page + RingLayout.FullEventsOffset);
            payload = room ? Payload(length) : default(Span<byte>);
            return room;
        }

        /// <summary>
        /// The same, but waits for room; false means that the timeout has expired. If the channel has no consumer, it
        /// waits for one.
        /// </summary>
        /// <exception cref="PeerClosedException">the consumer died, or the channel was retired</exception>
        public bool TryClaim(int length, TimeSpan timeout, out Span<byte> payload)
        {
            CheckClaim(length);
            bool room = Claim(length) || WaitForRoom(length, timeout);
            payload = room ? Payload(length) : default(Span<byte>);
            return room;
        }

        /// <summary>Publishes the claimed message. Afterwards it survives the death of every process.</summary>
        public void Commit()
        {
            RequireOpen();
            if (claimed == NoClaim)
                throw new InvalidOperationException(memory.Target + ": commit without a claim");
            KillPoint.Reached("publish.written");
            long length = claimed;
            claimed = NoClaim;
            // Release: the payload and the 0 behind it come before this header.
            Volatile.Write(ref *Word(tail), RingLayout.RecordHeader(length, RingLayout.RecordMessage));
            KillPoint.Reached("publish.published");
            tail += RingLayout.RecordSize(length);
            messages++;
            bytes += length;
            if (sleeping)
                memory.Wake(wake, "publish.waking", "publish.woken");
        }

        /// <summary>Drops the claim.</summary>
        public void Abort()
        {
            RequireOpen();
            if (claimed == NoClaim)
                throw new InvalidOperationException(memory.Target + ": abort without a claim");
            claimed = NoClaim;
        }

        /// <summary>Copies a message into the lane and publishes it. Returns false if there is no room.</summary>
        public bool Offer(ReadOnlySpan<byte> message)
        {
            Span<byte> payload;
            return TryClaim(message.Length, out payload) && Put(message, payload);
        }

        /// <summary>The same, but waits for room without an end.</summary>
        /// <exception cref="PeerClosedException">the consumer died, or the channel was retired</exception>
        public void Send(ReadOnlySpan<byte> message)
        {
            Send(message, Timeout.InfiniteTimeSpan);
        }

        /// <summary>The same, but false means that the timeout has expired.</summary>
        /// <exception cref="PeerClosedException">the consumer died, or the channel was retired</exception>
        public bool Send(ReadOnlySpan<byte> message, TimeSpan timeout)
        {
            Span<byte> payload;
            return TryClaim(message.Length, timeout, out payload) && Put(message, payload);
        }

        // The header's line is written last: the consumer waits at that line, and would take it away meanwhile.
        bool Put(ReadOnlySpan<byte> message, Span<byte> payload)
        {
            long used = (tail & (RingLayout.Line - 1)) + RingLayout.RecordHeaderSize;
            int first = (int) Math.Min(message.Length, RingLayout.Line - used);
            message.Slice(first).CopyTo(payload.Slice(first));
            KillPoint.Reached("publish.half");
            message.Slice(0, first).CopyTo(payload);
            Commit();
            return true;
        }

        Span<byte> Payload(int length)
        {
            return new Span<byte>(data + (tail & mask) + RingLayout.RecordHeaderSize, length);
        }

        long* Word(long position)
        {
            return (long*) (data + (position & mask));
        }

        void RequireOpen()
        {
            if (closed)
                throw new ObjectDisposedException(memory.Target, "the producer is closed");
        }

        void CheckClaim(int length)
        {
            RequireOpen();
            if (claimed != NoClaim)
                throw new InvalidOperationException(
                    memory.Target + ": the last claim is neither committed nor aborted");
            if ((uint) length > (uint) maxMessage)
                throw new ArgumentOutOfRangeException(
                    nameof(length), memory.Target + ": a message has 0 to " + maxMessage + " bytes, not " + length);
        }

        bool Claim(int length)
        {
            long record = RingLayout.RecordSize(length);
            long rest = mask + 1 - (tail & mask);
            long pad = record > rest ? rest : 0;
            if (!Fits(pad + record))
            {
                ReadHead();
                if (!Fits(pad + record))
                    return false;
            }
            if (pad != 0)
            {
                *Word(0) = 0;
                KillPoint.Reached("publish.wrapping");
                long padding = RingLayout.RecordHeader(pad - RingLayout.RecordHeaderSize, RingLayout.RecordPadding);
                Volatile.Write(ref *Word(tail), padding);
                tail += pad;
                KillPoint.Reached("publish.padded");
            }
            *Word(tail + record) = 0; // in free bytes, because Fits counts 8 more
            KillPoint.Reached("publish.zeroed");
            claimed = length;
            KillPoint.Reached("publish.claimed");
            return true;
        }

        // Whether so many bytes fit, and the 0 behind them.
        bool Fits(long size)
        {
            return tail - head + size + RingLayout.RecordHeaderSize <= mask + 1;
        }

        // Acquire: the consumer's accesses to the bytes that it released come before the next writes to them.
        void ReadHead()
        {
            long now = memory.CheckedHead(Lane);
            if (now < head || now > tail)
                throw new CorruptException(
                    memory.Target, "the head of lane " + Lane + " is not between its last place and the tail");
            head = now;
        }

        bool WaitForRoom(int length, TimeSpan timeout)
        {
            RingMemory.Add(page + RingLayout.FullEventsOffset);
            var slices = new RingSlices(timeout);
            var idle = new RingRoomIdle(wait);
            uint* room = (uint*) (page + RingLayout.RoomOffset);
            for (;;)
            {
                bool sleepy = idle.Pause();
                if (Claim(length))
                    return true;
                if (idle.LooksAtClock)
                {
                    bool late = slices.IsLate();
                    if (slices.IsDue())
                        CheckConsumer();
                    if (late)
                        return false;
                }
                if (!sleepy)
                    continue;
                // Dekker's pattern with RingConsumer: either the consumer sees this 1, or this producer sees its HEAD.
                Volatile.Write(ref *room, 1);
                Interlocked.MemoryBarrier();
                bool claimedNow = Claim(length);
                if (!claimedNow)
                {
                    KillPoint.Reached("room.waiting");
                    RingSleep.WaitWhileOne((byte*) room, slices.Left);
                }
                Volatile.Write(ref *room, 0);
                if (claimedNow)
                    return true;
            }
        }

        void CheckConsumer()
        {
            locks.CheckSize(memory.Geometry.TotalSize);
            memory.CheckAlive();
            if (memory.IsDead(RingLayout.SlotConsumer, locks))
                throw new PeerClosedException(memory.Target, "the consumer is dead");
        }

        // For readers that do not derive them. They are not written for each message.
        void WriteCounters()
        {
            Volatile.Write(ref *(long*) (page + RingLayout.PositionOffset), tail);
            if (counted == null)
                return;
            Volatile.Write(ref *(long*) (page + RingLayout.MessagesOffset), counted[1] + messages);
            Volatile.Write(ref *(long*) (page + RingLayout.BytesOffset), counted[2] + bytes);
        }

        /// <summary>Leaves the lane. Published messages stay and can be consumed. Idempotent.</summary>
        public void Dispose()
        {
            if (closed)
                return;
            closed = true;
            claimed = NoClaim;
            if (locks.HasSize(memory.Geometry.TotalSize))
            {
                WriteCounters();
                memory.Leave(RingLayout.SlotLane + Lane);
            }
            KillPoint.Reached("close.left");
            locks.Dispose();
            KillPoint.Reached("close.unlocked");
            memory.Release();
        }
    }
}
