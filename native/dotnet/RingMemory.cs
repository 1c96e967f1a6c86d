// A process's part of an open channel: the mapped memory and the place that it belongs to.
using System;
using System.Threading;

namespace NativeIpc.Ring
{
    // The locks of one participant. A lock that cannot be queried counts as held.
    internal abstract class RingLocks : IDisposable
    {
        // Returns false if another participant holds the lock.
        public abstract bool TryLock(int slot);

        public abstract void Unlock(int slot);

        public abstract bool IsHeldByAnother(int slot);

        // Whether the object still has this size.
        public abstract bool HasSize(long needed);

        // Throws CorruptException if the object is smaller than the channel by now.
        public abstract void CheckSize(long needed);

        public abstract void Dispose();
    }

    // The object that a name denotes.
    internal abstract class RingPlace : IDisposable
    {
        public readonly string Target;

        protected RingPlace(string target)
        {
            Target = target;
        }

        public abstract RingLocks OpenLocks();

        public abstract void Unlink(RingMemory memory);

        public abstract unsafe void Unmap(byte* memory, long size);

        // Releases what belongs to no participant. The memory stays mapped.
        public abstract void Dispose();
    }

    // The memory, shared by a channel object, its producers and its consumer. The last of them unmaps it.
    internal sealed unsafe class RingMemory
    {
        public readonly RingPlace Place;
        public readonly RingGeometry Geometry;
        readonly byte* memory;
        int users = 1;

        public RingMemory(RingPlace place, RingGeometry geometry, byte* memory)
        {
            Place = place;
            Geometry = geometry;
            this.memory = memory;
        }

        public string Target
        {
            get { return Place.Target; }
        }

        public void AddUser()
        {
            Interlocked.Increment(ref users);
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref users) == 0)
                Place.Unmap(memory, Geometry.TotalSize);
        }

        public byte* At(long offset)
        {
            return memory + offset;
        }

        public byte* Slot(int slot)
        {
            return memory + RingLayout.SlotOffset(slot);
        }

        public byte* Lane(int lane)
        {
            return memory + RingLayout.LaneOffset(lane);
        }

        public byte* Data(int lane)
        {
            return memory + RingLayout.DataOffset(lane, Geometry.LaneCount, Geometry.LaneCapacity);
        }

        public long* Word(int lane, long position)
        {
            return (long*) (Data(lane) + (position & (Geometry.LaneCapacity - 1)));
        }

        public bool IsInstance()
        {
            return Volatile.Read(ref *(ulong*) At(RingLayout.InstanceOffset)) == Geometry.Instance
                   && Volatile.Read(ref *(ulong*) At(RingLayout.InstanceOffset + 8)) == Geometry.InstanceRest;
        }

        // Checks that the channel is not retired, and that the memory still contains it.
        public void CheckAlive()
        {
            if (Volatile.Read(ref *(uint*) At(RingLayout.StateOffset)) != RingLayout.StateReady)
                throw new PeerClosedException(Target, "the channel was retired");
            if (!IsInstance())
                throw new CorruptException(Target, "another channel is in its memory now");
        }

        // Reads HEAD and checks it, because a peer wrote it.
        public long CheckedHead(int lane)
        {
            long head = Volatile.Read(ref *(long*) (Lane(lane) + RingLayout.HeadOffset));
            if (head < 0 || head % RingLayout.RecordAlignment != 0)
                throw new CorruptException(Target, "the head of lane " + lane + " is " + head + ", no position");
            return head;
        }

        // Completes a registration. The caller holds the slot's lock and has swept what a dead owner left.
        public void Enter(int slot)
        {
            byte* words = Slot(slot);
            Volatile.Write(ref *(int*) (words + RingLayout.SlotPidOffset), RingPlatform.Pid);
            Volatile.Write(ref *(long*) (words + RingLayout.SlotStartOffset), RingPlatform.Start);
            Volatile.Write(ref *(ulong*) (words + RingLayout.SlotEpochOffset), RingPlatform.Random());
            try
            {
                CheckAlive(); // under the lock: it cannot miss a RETIRED that was written under the lock on all bytes
            }
            catch
            {
                Leave(slot);
                throw;
            }
        }

        // The epoch is cleared before the lock is released, so a participant that leaves never looks dead.
        public void Leave(int slot)
        {
            Volatile.Write(ref *(ulong*) (Slot(slot) + RingLayout.SlotEpochOffset), 0);
        }

        public ulong Epoch(int slot)
        {
            return Volatile.Read(ref *(ulong*) (Slot(slot) + RingLayout.SlotEpochOffset));
        }

        // Proof of death: the slot is registered, its lock is free, and the registration is still the same.
        public bool IsDead(int slot, RingLocks locks)
        {
            ulong epoch = Epoch(slot);
            return epoch != 0 && !locks.IsHeldByAnother(slot) && Epoch(slot) == epoch;
        }

        public static void Add(byte* counter)
        {
            Volatile.Write(ref *(long*) counter, Volatile.Read(ref *(long*) counter) + 1);
        }

        // Sets a word on which the other side sleeps to 0 and wakes the sleeper, if there is one.
        public void Wake(byte* word, string waking, string woken)
        {
            Interlocked.MemoryBarrier(); // Dekker's pattern: what was published comes before this look
            if (Volatile.Read(ref *(uint*) word) == 0)
                return;
            Volatile.Write(ref *(uint*) word, 0);
            if (waking != null)
                KillPoint.Reached(waking);
            RingSleep.Wake(word);
            if (woken != null)
                KillPoint.Reached(woken);
        }

        // Retires the channel and wakes everybody. The caller holds CREATOR.
        public void Retire()
        {
            Volatile.Write(ref *(uint*) At(RingLayout.StateOffset), RingLayout.StateRetired);
            KillPoint.Reached("unlink.retired");
            if (!Geometry.SleepingWaits)
                return;
            RingSleep.Wake(At(RingLayout.WakeOffset));
            for (int lane = 0; lane < Geometry.LaneCount; lane++)
                RingSleep.Wake(Lane(lane) + RingLayout.RoomOffset);
        }
    }
}
