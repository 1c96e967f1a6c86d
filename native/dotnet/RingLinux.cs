// A channel on Linux: a POSIX shared memory object, and locks of open file descriptions on its bytes.
using System;
using System.Threading;

namespace NativeIpc.Ring
{
    // An open descriptor of a channel's object. Locks of the same description do not exclude each other, so each
    // participant opens one of its own.
    internal sealed unsafe class LinuxFile : RingLocks
    {
        readonly string target;
        int fd;

        public LinuxFile(int fd, string target)
        {
            this.fd = fd;
            this.target = target;
        }

        public int Fd
        {
            get { return fd; }
        }

        public RingException Failure(string call)
        {
            return RingErrors.OfErrno(call, target, Libc.Errno);
        }

        public LinuxStat Stat()
        {
            LinuxStat found;
            if (!Libc.Stat(fd, null, out found))
                throw Failure("statx");
            return found;
        }

        // The path /proc/self/fd/N also leads to an object whose name is gone.
        public LinuxFile Reopen()
        {
            int again = Libc.Open("/proc/self/fd/" + fd, Libc.O_RDWR | Libc.O_CLOEXEC, 0);
            if (again == -1)
                throw Failure("open");
            return new LinuxFile(again, target);
        }

        public bool TryLock(int slot, short type, int count)
        {
            if (Libc.Lock(fd, type, RingLayout.LockBase + slot, count))
                return true;
            if (Libc.Errno != RingErrors.EAGAIN && Libc.Errno != RingErrors.EACCES)
                throw Failure("fcntl");
            return false;
        }

        public override bool TryLock(int slot)
        {
            return TryLock(slot, Libc.F_WRLCK, 1);
        }

        public override void Unlock(int slot)
        {
            TryLock(slot, Libc.F_UNLCK, 1);
        }

        public override bool IsHeldByAnother(int slot)
        {
            return Libc.IsLocked(fd, RingLayout.LockBase + slot);
        }

        public override bool HasSize(long needed)
        {
            LinuxStat found;
            return Libc.Stat(fd, null, out found) && found.Size >= needed;
        }

        public override void CheckSize(long needed)
        {
            long size = Stat().Size;
            if (size < needed)
                throw new CorruptException(target, "was truncated: it has " + size + " bytes, the channel " + needed);
        }

        public override void Dispose()
        {
            if (fd != -1)
                Libc.close(fd);
            fd = -1;
        }

        // Reads the first page, or as much of it as exists; the rest is 0. Returns the number of bytes.
        public int ReadPage(byte[] page)
        {
            Array.Clear(page, 0, page.Length);
            fixed (byte* bytes = page)
            {
                long length = Libc.pread(fd, bytes, (UIntPtr) page.Length, 0).ToInt64();
                if (length == -1)
                    throw Failure("pread");
                return (int) length;
            }
        }

        public void Write(byte* bytes, int length, long offset)
        {
            if (Libc.pwrite(fd, bytes, (UIntPtr) length, offset).ToInt64() != length)
                throw Failure("pwrite");
        }
    }

    internal sealed unsafe class LinuxPlace : RingPlace
    {
        // How long an operation waits for another one that creates or removes the channel.
        public const int PatienceMillis = 1000;

        enum Found
        {
            Unfinished,
            Ready,
            Retired,
            Foreign
        }

        readonly string name;
        readonly LinuxFile file;

        LinuxPlace(string name, LinuxFile file) : base("ring:" + name)
        {
            this.name = name;
            this.file = file;
        }

        static string PathOf(string name)
        {
            return "/dev/shm" + name;
        }

        // Opens the channel. With options it is created if it does not exist, and `exclusive` refuses one that exists.
        public static RingMemory Open(string name, RingGeometry create, bool exclusive, out bool created)
        {
            string target = "ring:" + name;
            var page = new byte[RingLayout.Page];
            var patience = new RingSlices(TimeSpan.FromMilliseconds(PatienceMillis));
            for (;; Thread.Sleep(1))
            {
                bool late = patience.IsLate();
                LinuxFile file = OpenObject(name, create != null);
                bool kept = false;
                try
                {
                    KillPoint.Reached(create != null ? "create.opened" : "open.opened");
                    // A process that cleans up holds a lock on all bytes, so neither of these is available meanwhile.
                    if (!file.TryLock(RingLayout.LockAttached, Libc.F_RDLCK, 1)
                        || (create != null && !file.TryLock(RingLayout.LockCreator)))
                    {
                        if (late)
                            throw new BusyException(target, "another process is creating or removing it");
                        continue;
                    }
                    if (file.Stat().Links == 0)
                        continue;
                    if (create != null)
                        KillPoint.Reached("create.locked");
                    switch (ReadHeader(file, page))
                    {
                        case Found.Foreign:
                            throw new CorruptException(target, "is not a ring channel; it was not touched");
                        case Found.Retired:
                            if (create == null)
                                throw Retired(target);
                            UnlinkIfSame(file, name);
                            continue;
                        case Found.Unfinished:
                            if (create != null)
                            {
                                created = true;
                                RingMemory made = Initialise(file, create, name);
                                kept = true;
                                return made;
                            }
                            if (late)
                                throw new CorruptException(target, "its creator has not finished it, or died");
                            continue;
                        default:
                            KillPoint.Reached("open.read");
                            if (exclusive)
                                throw new AlreadyExistsException("open", target, RingErrors.EEXIST, null);
                            if (create != null)
                                file.Unlock(RingLayout.LockCreator);
                            RingMemory opened = Attach(file, page, name);
                            kept = true;
                            created = false;
                            KillPoint.Reached("open.attached");
                            return opened;
                    }
                }
                finally
                {
                    if (!kept)
                        file.Dispose();
                }
            }
        }

        static RingException Retired(string target)
        {
            return new NotFoundException("ring", target, RingErrors.ENOENT, "the channel was retired");
        }

        // O_NONBLOCK has no effect on such a file, except that the open does not wait for the end of a lease.
        static LinuxFile OpenObject(string name, bool create)
        {
            string target = "ring:" + name;
            int flags = Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC;
            for (;;)
            {
                if (create)
                {
                    int made = Libc.Open(PathOf(name), flags | Libc.O_CREAT | Libc.O_EXCL, 384); // 0600
                    if (made != -1)
                    {
                        var file = new LinuxFile(made, target);
                        if (Libc.fchmod(made, 384) == 0) // the mode must not depend on the umask
                            return file;
                        RingException failure = file.Failure("fchmod");
                        file.Dispose();
                        throw failure;
                    }
                    if (Libc.Errno != RingErrors.EEXIST)
                        throw RingErrors.OfErrno("open", target, Libc.Errno);
                }
                int found = Libc.Open(PathOf(name), flags, 0);
                if (found != -1)
                    return CheckOwner(new LinuxFile(found, target), target);
                if (!create || Libc.Errno != RingErrors.ENOENT)
                    throw RingErrors.OfErrno("open", target, Libc.Errno);
            }
        }

        // An object that belongs to another user, or that others may write to, is not trusted.
        static LinuxFile CheckOwner(LinuxFile file, string target)
        {
            LinuxStat found = file.Stat();
            uint user = Libc.geteuid();
            if (found.IsRegular && found.User == user && (found.Mode & 18) == 0) // 022
                return file;
            file.Dispose();
            string why = !found.IsRegular ? "it is not a file"
                : "only this user may write to it, and it belongs to uid " + found.User + " and has the mode "
                  + Convert.ToString(found.Mode & 4095, 8) + "; this process has uid " + user;
            throw new AccessDeniedException("open", target, RingErrors.EACCES, why);
        }

        // Copies a header that no process changes any more. It reads the object and not a mapping, because the
        // successor of a dead creator truncates the object.
        static Found ReadHeader(LinuxFile file, byte[] page)
        {
            for (bool again = false;; again = true)
            {
                if (file.ReadPage(page) == 0)
                    return Found.Unfinished;
                if (!RingGeometry.HasMagic(page))
                    return Found.Foreign;
                uint state = RingGeometry.State(page);
                if (state == RingLayout.StateUnfinished)
                    return Found.Unfinished;
                // The first copy may have been made in any order. The second one began after the state had been seen.
                if (again)
                    return state == RingLayout.StateRetired ? Found.Retired : Found.Ready;
                Interlocked.MemoryBarrier();
            }
        }

        static RingMemory Attach(LinuxFile file, byte[] page, string name)
        {
            var place = new LinuxPlace(name, file);
            RingGeometry geometry = RingGeometry.Parse(page, file.Stat().Size, RingLayout.LockObject, place.Target);
            return new RingMemory(place, geometry, place.Map(geometry));
        }

        byte* Map(RingGeometry geometry)
        {
            byte* memory = Libc.Map(file.Fd, geometry.TotalSize);
            if (memory == null)
                throw file.Failure("mmap");
            return memory;
        }

        // Initialises an object that is empty or was left by a dead creator. The caller holds CREATOR.
        static RingMemory Initialise(LinuxFile file, RingGeometry geometry, string name)
        {
            var place = new LinuxPlace(name, file);
            byte* memory;
            try
            {
                if (Libc.ftruncate(file.Fd, 0) == -1)
                    throw file.Failure("ftruncate");
                ulong magic = RingLayout.Magic;
                file.Write((byte*) &magic, sizeof(ulong), 0);
                KillPoint.Reached("create.magic");
                int error = Libc.Allocate(file.Fd, geometry.TotalSize);
                if (error != 0)
                    throw RingErrors.OfErrno("posix_fallocate", place.Target, error);
                KillPoint.Reached("create.reserved");
                memory = place.Map(geometry);
            }
            catch
            {
                UnlinkIfSame(file, name);
                throw;
            }
            geometry.Write(memory, RingLayout.LockObject);
            KillPoint.Reached("create.header");
            Volatile.Write(ref *(uint*) (memory + RingLayout.StateOffset), RingLayout.StateReady);
            KillPoint.Reached("create.ready");
            file.Unlock(RingLayout.LockCreator);
            return new RingMemory(place, geometry, memory);
        }

        // Removes the name if it still belongs to this object. The caller holds CREATOR; names are removed only under
        // that lock, and another object can take the name only after it has been removed.
        static bool UnlinkIfSame(LinuxFile file, string name)
        {
            LinuxStat ours = file.Stat(), found;
            if (!Libc.Stat(-1, PathOf(name), out found) || !found.IsSame(ours))
                return false;
            KillPoint.Reached("unlink.compared");
            return Libc.unlink(PathOf(name)) == 0;
        }

        public override RingLocks OpenLocks()
        {
            return file.Reopen();
        }

        public override void Unlink(RingMemory memory)
        {
            // A description of its own, because two threads may unlink through the same channel.
            using (LinuxFile creator = file.Reopen())
            {
                var patience = new RingSlices(TimeSpan.FromMilliseconds(PatienceMillis));
                for (; !creator.TryLock(RingLayout.LockCreator); Thread.Sleep(1))
                    if (patience.IsLate())
                        throw new BusyException(Target, "another process is creating or removing it");
                creator.CheckSize(memory.Geometry.TotalSize);
                if (!memory.IsInstance())
                    return; // the memory belongs to another channel
                memory.Retire();
                UnlinkIfSame(creator, name);
            }
        }

        public static bool CleanUp(string name)
        {
            using (LinuxFile file = OpenObject(name, false))
            {
                // All bytes at once: this lock proves that no process has the channel open, and keeps others out.
                if (!file.TryLock(0, Libc.F_WRLCK, RingLayout.LockCount))
                    return false;
                KillPoint.Reached("clean.locked");
                if (file.Stat().Links == 0)
                    return false;
                Found found = ReadHeader(file, new byte[RingLayout.Page]);
                if (found == Found.Foreign)
                    throw new CorruptException("ring:" + name, "is not a ring channel; it was not touched");
                uint retired = RingLayout.StateRetired;
                if (found == Found.Ready)
                    file.Write((byte*) &retired, sizeof(uint), RingLayout.StateOffset);
                KillPoint.Reached("clean.retired");
                bool removed = UnlinkIfSame(file, name);
                KillPoint.Reached("clean.unlinked");
                return removed;
            }
        }

        public override void Unmap(byte* memory, long size)
        {
            Libc.munmap(memory, (UIntPtr) size);
        }

        public override void Dispose()
        {
            file.Dispose();
        }
    }
}
