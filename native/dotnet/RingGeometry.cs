// The geometry of a channel, and the checks of a header.
using System;

namespace NativeIpc.Ring
{
    internal sealed class RingGeometry
    {
        public readonly int LaneCount;
        public readonly long LaneCapacity;
        public readonly int MaxMessage;
        public readonly bool SleepingWaits;
        public readonly ulong Instance;
        public readonly ulong InstanceRest;

        public RingGeometry(int lanes, long capacity, int message, bool sleeping, ulong instance, ulong instanceRest)
        {
            LaneCount = lanes;
            LaneCapacity = capacity;
            MaxMessage = message;
            SleepingWaits = sleeping;
            Instance = instance;
            InstanceRest = instanceRest;
        }

        public long TotalSize
        {
            get { return RingLayout.TotalSize(LaneCount, LaneCapacity); }
        }

        // What is wrong with a geometry, or null.
        public static string Complaint(long lanes, long capacity, long message)
        {
            if (lanes < 1 || lanes > RingLayout.MaxLanes)
                return "a ring channel has 1 to 32 lanes, not " + lanes;
            if (capacity < RingLayout.MinCapacity || capacity > RingLayout.MaxCapacity
                || (capacity & (capacity - 1)) != 0)
                return "a lane has a power of two from 4096 to 2^30 bytes, not " + capacity;
            long largest = RingLayout.LargestMessage(capacity);
            if (message < 1 || message > largest)
                return "the largest message of a lane of " + capacity + " bytes is 1 to " + largest + ", not "
                       + message;
            return null;
        }

        // Writes everything except STATE and the locks of Windows.
        public unsafe void Write(byte* page, uint lockKind)
        {
            *(uint*) (page + RingLayout.ByteOrderOffset) = RingLayout.ByteOrder;
            *(uint*) (page + RingLayout.VersionOffset) = RingLayout.Version;
            *(uint*) (page + RingLayout.KindOffset) = RingLayout.KindMerge;
            *(uint*) (page + RingLayout.FlagsOffset) = SleepingWaits ? RingLayout.FlagSleepingWaits : 0;
            *(long*) (page + RingLayout.TotalSizeOffset) = TotalSize;
            *(long*) (page + RingLayout.LaneCapacityOffset) = LaneCapacity;
            *(int*) (page + RingLayout.LaneCountOffset) = LaneCount;
            *(int*) (page + RingLayout.MaxMessageOffset) = MaxMessage;
            *(ulong*) (page + RingLayout.InstanceOffset) = Instance;
            *(ulong*) (page + RingLayout.InstanceOffset + 8) = InstanceRest;
            *(uint*) (page + RingLayout.LockKindOffset) = lockKind;
            *(long*) (page + RingLayout.CreatorStartOffset) = RingPlatform.Start;
            *(int*) (page + RingLayout.CreatorPidOffset) = RingPlatform.Pid;
            *(ulong*) (page + RingLayout.MagicOffset) = RingLayout.Magic;
        }

        public static bool HasMagic(byte[] page)
        {
            return BitConverter.ToUInt64(page, RingLayout.MagicOffset) == RingLayout.Magic;
        }

        public static uint State(byte[] page)
        {
            return BitConverter.ToUInt32(page, RingLayout.StateOffset);
        }

        // Checks every word of a private copy of a finished header. `available` is the size of the memory.
        public static RingGeometry Parse(byte[] page, long available, uint lockKind, string target)
        {
            Func<int, uint> word = offset => BitConverter.ToUInt32(page, offset);
            Require(HasMagic(page), target, "is not a ring channel");
            Require(word(RingLayout.ByteOrderOffset) == RingLayout.ByteOrder, target, "has another byte order");
            uint version = word(RingLayout.VersionOffset);
            Require(version == RingLayout.Version, target, "has the layout " + version + "; this version knows 1");
            uint kind = word(RingLayout.KindOffset);
            Require(kind == RingLayout.KindMerge, target, "is of the kind " + kind + "; this version knows 1");
            uint flags = word(RingLayout.FlagsOffset);
            Require((flags & ~RingLayout.FlagSleepingWaits) == 0, target, "has unknown flags: " + flags);

            long capacity = BitConverter.ToInt64(page, RingLayout.LaneCapacityOffset);
            uint lanes = word(RingLayout.LaneCountOffset);
            uint message = word(RingLayout.MaxMessageOffset);
            string wrong = Complaint(lanes, capacity, message);
            Require(wrong == null, target, wrong);
            long total = BitConverter.ToInt64(page, RingLayout.TotalSizeOffset);
            long expected = RingLayout.TotalSize((int) lanes, capacity);
            Require(total == expected, target,
                "states a size of " + (ulong) total + " bytes; its lanes need " + expected);
            Require(total <= available, target, "has " + available + " bytes of memory; its header says " + total);

            ulong instance = BitConverter.ToUInt64(page, RingLayout.InstanceOffset);
            ulong rest = BitConverter.ToUInt64(page, RingLayout.InstanceOffset + 8);
            Require(instance != 0 || rest != 0, target, "has no instance id");
            Require(word(RingLayout.LockKindOffset) == lockKind, target,
                "has locks of the kind " + word(RingLayout.LockKindOffset) + ", which no name of this system has");
            uint length = word(RingLayout.LockPathLengthOffset);
            bool none = length == 0 && BitConverter.ToInt64(page, RingLayout.LockDeviceOffset) == 0
                        && BitConverter.ToInt64(page, RingLayout.LockInodeOffset) == 0;
            Require(lockKind == RingLayout.LockEvents ? length >= 1 && length < RingLayout.LockPathSize : none, target,
                "does not state where its locks are: their path has " + length + " bytes");
            uint state = State(page);
            Require(state == RingLayout.StateReady || state == RingLayout.StateRetired, target,
                "has the state " + state);
            if (state == RingLayout.StateRetired)
                throw new NotFoundException("ring", target, RingErrors.ENOENT, "the channel was retired");
            bool sleeping = (flags & RingLayout.FlagSleepingWaits) != 0;
            return new RingGeometry((int) lanes, capacity, (int) message, sleeping, instance, rest);
        }

        static void Require(bool condition, string target, string otherwise)
        {
            if (!condition)
                throw new CorruptException(target, otherwise);
        }
    }
}
