// A channel on Windows: a named file mapping, and events as locks. The holder of a lock has created its event, which
// the kernel removes when the process dies.
using System;
using System.Security.Cryptography;
using System.Security.Principal;
using System.Text;
using System.Threading;

namespace NativeIpc.Ring
{
    internal sealed class EventLocks : RingLocks
    {
        readonly string prefix;
        readonly string target;
        readonly IntPtr[] handles = new IntPtr[RingLayout.LockCount];

        public EventLocks(string prefix, string target)
        {
            this.prefix = prefix;
            this.target = target;
        }

        public override bool TryLock(int slot)
        {
            if (handles[slot] != IntPtr.Zero)
                return true;
            int error;
            IntPtr handle = Win32.CreateEvent(prefix + "-" + slot, out error);
            if (handle == IntPtr.Zero)
                throw RingErrors.OfWindows("CreateEventW", target, error);
            if (error == Win32.ERROR_ALREADY_EXISTS)
            {
                Win32.CloseHandle(handle);
                return false;
            }
            handles[slot] = handle;
            return true;
        }

        public override void Unlock(int slot)
        {
            if (handles[slot] != IntPtr.Zero)
                Win32.CloseHandle(handles[slot]);
            handles[slot] = IntPtr.Zero;
        }

        // Opening the event keeps it for a moment. A lock may so seem to be held just after its release, but a lock
        // that is held never seems to be free.
        public override bool IsHeldByAnother(int slot)
        {
            if (handles[slot] != IntPtr.Zero)
                return false;
            int error;
            IntPtr found = Win32.OpenEvent(prefix + "-" + slot, out error);
            if (found == IntPtr.Zero)
                return error != Win32.ERROR_FILE_NOT_FOUND;
            Win32.CloseHandle(found);
            return true;
        }

        // Memory of Windows keeps its size.
        public override bool HasSize(long needed)
        {
            return true;
        }

        public override void CheckSize(long needed)
        {
        }

        public override void Dispose()
        {
            for (int slot = 0; slot < handles.Length; slot++)
                Unlock(slot);
        }
    }

    internal sealed unsafe class WindowsPlace : RingPlace
    {
        readonly string prefix;
        readonly IntPtr mapping;

        WindowsPlace(string name, IntPtr mapping) : base("ring:" + name)
        {
            this.mapping = mapping;
            prefix = PrefixOf(MappingName(name));
        }

        static string MappingName(string name)
        {
            return "Local\\" + name.Substring(1);
        }

        // The prefix of the events' names follows from the memory: a channel is at the beginning of its mapping.
        internal static string PrefixOf(string mapping)
        {
            var text = new StringBuilder("Local\\native-ipc-ring-");
            using (SHA256 sha = SHA256.Create())
            {
                byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes("win-map:" + mapping + " at 0"));
                for (int i = 0; i < 16; i++)
                    text.Append(hash[i].ToString("x2"));
            }
            return text.ToString();
        }

        // Opens the channel. With options it is created if it does not exist, and `exclusive` refuses one that exists.
        public static RingMemory Open(string name, RingGeometry create, bool exclusive, out bool created)
        {
            string target = "ring:" + name;
            IntPtr mapping = create != null ? CreateMapping(name, create) : OpenMapping(name);
            var place = new WindowsPlace(name, mapping);
            byte* memory = null;
            bool kept = false;
            try
            {
                memory = (byte*) Win32.MapViewOfFile(mapping, 6, 0, 0, UIntPtr.Zero); // FILE_MAP_READ | FILE_MAP_WRITE
                if (memory == null)
                    throw RingErrors.OfWindows("MapViewOfFile", target, Win32.LastError);
                long size = Win32.ViewSize(memory);
                created = create != null && place.Create(memory, size, create, exclusive);
                RingGeometry geometry = created ? create : place.Await(memory, size);
                kept = true;
                return new RingMemory(place, geometry, memory);
            }
            finally
            {
                if (!kept)
                {
                    if (memory != null)
                        Win32.UnmapViewOfFile(memory);
                    Win32.CloseHandle(mapping);
                }
            }
        }

        static IntPtr CreateMapping(string name, RingGeometry geometry)
        {
            int error;
            IntPtr made = Win32.CreateMapping(MappingName(name), geometry.TotalSize, out error);
            if (made == IntPtr.Zero)
                throw RingErrors.OfWindows("CreateFileMappingW", "ring:" + name, error);
            if (error == Win32.ERROR_ALREADY_EXISTS)
                RequireTrustedOwner(made, "ring:" + name);
            return made;
        }

        static IntPtr OpenMapping(string name)
        {
            // FILE_MAP_READ | FILE_MAP_WRITE | READ_CONTROL
            IntPtr found = Win32.OpenFileMappingW(0x20006, 0, MappingName(name));
            if (found == IntPtr.Zero)
                throw RingErrors.OfWindows("OpenFileMappingW", "ring:" + name, Win32.LastError);
            RequireTrustedOwner(found, "ring:" + name);
            return found;
        }

        // Another user may have taken the name first. Wine gives no owner to an object without a security descriptor.
        static void RequireTrustedOwner(IntPtr mapping, string target)
        {
            string owner;
            int error = Win32.Owner(mapping, out owner);
            string user = WindowsIdentity.GetCurrent().User.Value;
            if (error == 0 && (owner == null || owner == user || owner == "S-1-5-18" || owner == "S-1-5-32-544"))
                return;
            Win32.CloseHandle(mapping);
            if (error != 0)
                throw RingErrors.OfWindows("GetSecurityInfo", target, error);
            throw new AccessDeniedException(
                "OpenFileMappingW", target, 5, "it belongs to " + owner + ", not to " + user);
        }

        // Makes the channel, and returns false if there is one and that is allowed.
        bool Create(byte* memory, long size, RingGeometry geometry, bool exclusive)
        {
            using (var locks = new EventLocks(prefix, Target))
            {
                var patience = new RingSlices(TimeSpan.FromMilliseconds(LinuxPlace.PatienceMillis));
                for (; !locks.TryLock(RingLayout.LockCreator); Thread.Sleep(1))
                    if (patience.IsLate())
                        throw new BusyException(Target, "another process is creating or removing it");
                bool started = *(ulong*) memory == RingLayout.Magic;
                uint state = Volatile.Read(ref *(uint*) (memory + RingLayout.StateOffset));
                if (started && state == RingLayout.StateReady)
                {
                    if (exclusive)
                        throw RingErrors.OfWindows("CreateFileMappingW", Target, Win32.ERROR_ALREADY_EXISTS);
                    return false;
                }
                if (started && state != RingLayout.StateUnfinished)
                    throw new CorruptException(Target, "was retired (unlinked), and a process still has it open");
                if (size < geometry.TotalSize)
                    throw new CorruptException(
                        Target, "has " + size + " bytes of memory; the channel takes " + geometry.TotalSize);
                RequireFree(memory, geometry, started ? RingLayout.Page : 0);
                new Span<byte>(memory, RingLayout.Page).Clear();
                byte[] path = Encoding.ASCII.GetBytes(prefix);
                for (int i = 0; i < path.Length; i++)
                    memory[RingLayout.LockPathOffset + i] = path[i];
                *(int*) (memory + RingLayout.LockPathLengthOffset) = path.Length;
                geometry.Write(memory, RingLayout.LockEvents);
                Volatile.Write(ref *(uint*) (memory + RingLayout.StateOffset), RingLayout.StateReady);
                return true;
            }
        }

        void RequireFree(byte* memory, RingGeometry geometry, long from)
        {
            for (long at = from; at < RingLayout.LaneOffset(geometry.LaneCount); at += sizeof(long))
                RequireZero(memory, at);
            for (int lane = 0; lane < geometry.LaneCount; lane++)
                RequireZero(memory, RingLayout.DataOffset(lane, geometry.LaneCount, geometry.LaneCapacity));
        }

        void RequireZero(byte* memory, long at)
        {
            if (*(long*) (memory + at) != 0)
                throw new CorruptException(Target, "the memory is not all zeros, at " + at + "; it was not touched");
        }

        // Waits for the creator, and checks a private copy of the header.
        RingGeometry Await(byte* memory, long size)
        {
            if (size < RingLayout.Page)
                throw new CorruptException(Target, "has " + size + " bytes, less than a header");
            var patience = new RingSlices(TimeSpan.FromMilliseconds(LinuxPlace.PatienceMillis));
            while (Volatile.Read(ref *(uint*) (memory + RingLayout.StateOffset)) == RingLayout.StateUnfinished)
            {
                if (patience.IsLate())
                {
                    if (*(ulong*) memory == RingLayout.Magic)
                        throw new CorruptException(Target, "its creator has not finished it, or died");
                    throw new NotFoundException("ring", Target, RingErrors.ENOENT, "there is no channel in it");
                }
                Thread.Sleep(1);
            }
            byte[] page = new Span<byte>(memory, RingLayout.Page).ToArray();
            RingGeometry geometry = RingGeometry.Parse(page, size, RingLayout.LockEvents, Target);
            int length = BitConverter.ToInt32(page, RingLayout.LockPathLengthOffset);
            string named = Encoding.ASCII.GetString(page, RingLayout.LockPathOffset, length);
            if (named != prefix) // a name in shared memory is only compared and never used
                throw new CorruptException(Target, "names other events than " + prefix + ": the header is forged");
            return geometry;
        }

        public override RingLocks OpenLocks()
        {
            return new EventLocks(prefix, Target);
        }

        public override void Unlink(RingMemory memory)
        {
            using (var locks = new EventLocks(prefix, Target))
            {
                var patience = new RingSlices(TimeSpan.FromMilliseconds(LinuxPlace.PatienceMillis));
                for (; !locks.TryLock(RingLayout.LockCreator); Thread.Sleep(1))
                    if (patience.IsLate())
                        throw new BusyException(Target, "another process is creating or removing it");
                if (memory.IsInstance())
                    memory.Retire();
            }
        }

        // A mapping exists only while a process has it open.
        public static bool CleanUp(string name)
        {
            Win32.CloseHandle(OpenMapping(name));
            return false;
        }

        public override void Unmap(byte* memory, long size)
        {
            Win32.UnmapViewOfFile(memory);
            Win32.CloseHandle(mapping);
        }

        // The name lasts as long as a handle, so the handle is closed with the last user of the memory.
        public override void Dispose()
        {
        }
    }
}
