// The memory layout of a ring channel. docs/ring-layout.md defines the meaning and the writer of each word.
namespace NativeIpc.Ring
{
    internal static class RingLayout
    {
        public const ulong Magic = 0x474E49524350494E; // the bytes NIPCRING
        public const uint ByteOrder = 0x01020304;
        public const uint Version = 1;
        public const uint KindMerge = 1;
        public const uint FlagSleepingWaits = 1;

        public const uint LockObject = 1;
        public const uint LockEvents = 3;

        public const uint StateUnfinished = 0;
        public const uint StateReady = 1;
        public const uint StateRetired = 2;

        public const int Page = 4096; // a page of the layout, whatever the size of the system's pages
        public const int Line = 64;
        public const int MinCapacity = 4096;
        public const int MaxCapacity = 1 << 30;
        public const int DefaultCapacity = 256 * 1024;
        public const int MaxLanes = 32;
        public const int DefaultLanes = 8;
        public const int Turn = 256; // the most records of one lane in one turn

        public const int SlotConsumer = 0;
        public const int SlotLane = 1; // the slot of lane 0; lane i has slot 1 + i
        public const int LockAttached = 62;
        public const int LockCreator = 63;
        public const int LockCount = 64;
        public const long LockBase = 1L << 62;

        // The header.
        public const int MagicOffset = 0;
        public const int ByteOrderOffset = 8;
        public const int VersionOffset = 12;
        public const int KindOffset = 16;
        public const int FlagsOffset = 20;
        public const int TotalSizeOffset = 24;
        public const int LaneCapacityOffset = 32;
        public const int LaneCountOffset = 40;
        public const int MaxMessageOffset = 44;
        public const int InstanceOffset = 48;
        public const int LockKindOffset = 64;
        public const int LockPathLengthOffset = 68;
        public const int LockDeviceOffset = 72;
        public const int LockInodeOffset = 80;
        public const int CreatorStartOffset = 88;
        public const int CreatorPidOffset = 96;
        public const int StateOffset = 128;
        public const int LockPathOffset = 256;
        public const int LockPathSize = 768;

        // The registry, in the header's page.
        public const int RegistryOffset = LockPathOffset + LockPathSize;
        public const int SlotSize = 64;
        public const int SlotEpochOffset = 0;
        public const int SlotStartOffset = 8;
        public const int SlotPidOffset = 16;

        // The consumer's page.
        public const int WakeOffset = Page;
        public const int TakeoversOffset = Page + 128;
        public const int LanesFreedOffset = Page + 136;

        // One page for each lane.
        public const int LanesOffset = 2 * Page;
        public const int HeadOffset = 0;
        public const int ConsumedMessagesOffset = 8;
        public const int ConsumedBytesOffset = 16;
        public const int PositionOffset = 128;
        public const int MessagesOffset = 136;
        public const int BytesOffset = 144;
        public const int FullEventsOffset = 152;
        public const int RoomOffset = 256;

        // A record.
        public const int RecordHeaderSize = 8;
        public const int RecordAlignment = 8;
        public const int RecordKindShift = 32;
        public const long RecordMessage = 1;
        public const long RecordPadding = 2;

        public static int SlotOffset(int slot)
        {
            return RegistryOffset + slot * SlotSize;
        }

        public static long LaneOffset(int lane)
        {
            return LanesOffset + (long) lane * Page;
        }

        public static long DataOffset(int lane, int lanes, long capacity)
        {
            return LaneOffset(lanes) + lane * capacity;
        }

        public static long TotalSize(int lanes, long capacity)
        {
            return DataOffset(lanes, lanes, capacity);
        }

        // The upper limit of MaxMessage: the record and the padding before it fit into an empty lane.
        public static long LargestMessage(long capacity)
        {
            return capacity / 2 - RecordHeaderSize;
        }

        // The size of a message's record. The header takes 8 bytes, and records are aligned to 8.
        public static long RecordSize(long length)
        {
            return (length + 15) & ~7L;
        }

        public static long RecordHeader(long length, long kind)
        {
            return kind << RecordKindShift | length;
        }
    }
}
