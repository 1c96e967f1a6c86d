// The calls of Linux that the ring channel makes.
using System;
using System.Runtime.InteropServices;

namespace NativeIpc.Ring
{
    internal struct LinuxStat
    {
        public long Size;
        public ulong Inode;
        public ulong Device;
        public uint Links;
        public uint User;
        public int Mode;

        public bool IsRegular
        {
            get { return (Mode & 0xF000) == 0x8000; }
        }

        public bool IsSame(LinuxStat other)
        {
            return Inode == other.Inode && Device == other.Device;
        }
    }

    internal static unsafe class Libc
    {
        static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

        public const int O_RDWR = 2, O_CREAT = 0x40, O_EXCL = 0x80, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
        public static readonly int O_NOFOLLOW = Arm ? 0x8000 : 0x20000;

        public const short F_RDLCK = 0, F_WRLCK = 1, F_UNLCK = 2;
        const int F_OFD_GETLK = 36, F_OFD_SETLK = 37;

        static readonly long SysFutex = Arm ? 98 : 202;
        static readonly long SysStatx = Arm ? 291 : 332;

        [StructLayout(LayoutKind.Sequential)]
        struct Flock
        {
            public short Type;
            public short Whence;
            public long Start;
            public long Length;
            public int Pid; // must be 0
        }

        [StructLayout(LayoutKind.Sequential)]
        struct Timespec
        {
            public long Seconds;
            public long Nanos;
        }

        [DllImport("libc", SetLastError = true)]
        static extern int open([MarshalAs(UnmanagedType.LPStr)] string path, int flags, uint mode);

        [DllImport("libc", SetLastError = true)]
        public static extern int close(int fd);

        [DllImport("libc", SetLastError = true)]
        public static extern int unlink([MarshalAs(UnmanagedType.LPStr)] string path);

        [DllImport("libc", SetLastError = true)]
        public static extern int fchmod(int fd, uint mode);

        [DllImport("libc", SetLastError = true)]
        public static extern int ftruncate(int fd, long length);

        [DllImport("libc")]
        static extern int posix_fallocate(int fd, long offset, long length); // returns the error, and sets no errno

        [DllImport("libc", SetLastError = true)]
        public static extern IntPtr pread(int fd, byte* bytes, UIntPtr length, long offset);

        [DllImport("libc", SetLastError = true)]
        public static extern IntPtr pwrite(int fd, byte* bytes, UIntPtr length, long offset);

        [DllImport("libc", SetLastError = true)]
        static extern byte* mmap(void* where, UIntPtr length, int protection, int flags, int fd, long offset);

        [DllImport("libc", SetLastError = true)]
        public static extern int munmap(byte* memory, UIntPtr length);

        [DllImport("libc")]
        public static extern uint geteuid();

        [DllImport("libc", SetLastError = true)]
        static extern int fcntl(int fd, int command, Flock* range);

        [DllImport("libc", SetLastError = true)]
        static extern int nanosleep(Timespec* time, Timespec* rest);

        [DllImport("libc", SetLastError = true)]
        static extern long syscall(long number, void* a, long b, long c, void* d, void* e, long f);

        [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
        static extern long statx(
            long number, long folder, [MarshalAs(UnmanagedType.LPStr)] string path, long flags, long mask, byte* found);

        public static int Errno
        {
            get { return Marshal.GetLastWin32Error(); }
        }

        // .NET suspends threads with signals, so calls that can sleep are repeated on EINTR.
        public static int Open(string path, int flags, uint mode)
        {
            int fd;
            do
                fd = open(path, flags, mode);
            while (fd == -1 && Errno == RingErrors.EINTR);
            return fd;
        }

        public static int Allocate(int fd, long length)
        {
            int error;
            do
                error = posix_fallocate(fd, 0, length);
            while (error == RingErrors.EINTR);
            return error;
        }

        // Maps an object for reading and writing. Returns null if that fails.
        public static byte* Map(int fd, long length)
        {
            byte* memory = mmap(null, (UIntPtr) length, 3, 1, fd, 0); // PROT_READ | PROT_WRITE, MAP_SHARED
            return (long) memory == -1 ? null : memory;
        }

        public static bool Lock(int fd, short type, long start, int count)
        {
            var range = new Flock {Type = type, Start = start, Length = count};
            return fcntl(fd, F_OFD_SETLK, &range) == 0;
        }

        // Whether another description holds the lock. A lock that cannot be queried counts as held.
        public static bool IsLocked(int fd, long start)
        {
            var range = new Flock {Type = F_WRLCK, Start = start, Length = 1};
            return fcntl(fd, F_OFD_GETLK, &range) != 0 || range.Type != F_UNLCK;
        }

        // The file of a descriptor, or of a path if there is one; a symbolic link itself. glibc < 2.33 has no fstat.
        public static bool Stat(int fd, string path, out LinuxStat stat)
        {
            byte* found = stackalloc byte[256];
            stat = new LinuxStat();
            long folder = path == null ? fd : -100; // AT_FDCWD
            long flags = path == null ? 0x1000 : 0x100; // AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW
            if (statx(SysStatx, folder, path ?? "", flags, 0x7ff, found) != 0)
                return false;
            stat.Links = *(uint*) (found + 16);
            stat.User = *(uint*) (found + 20);
            stat.Mode = *(ushort*) (found + 28);
            stat.Inode = *(ulong*) (found + 32);
            stat.Size = *(long*) (found + 40);
            stat.Device = *(ulong*) (found + 136); // major and minor
            return true;
        }

        public static void Nap(long micros)
        {
            var time = new Timespec {Seconds = micros / 1000000, Nanos = micros % 1000000 * 1000};
            nanosleep(&time, null);
        }

        // If the kernel refuses to wait, as a filter of system calls makes it do, this pauses: a loop must not spin.
        public static void FutexWait(byte* word, uint expected, long micros)
        {
            if (micros <= 0)
                return;
            var time = new Timespec {Seconds = micros / 1000000, Nanos = micros % 1000000 * 1000};
            if (syscall(SysFutex, word, 0, expected, &time, null, 0) == 0) // FUTEX_WAIT, shared
                return;
            int error = Errno;
            if (error != RingErrors.EAGAIN && error != RingErrors.EINTR && error != 110) // ETIMEDOUT
                Nap(Math.Min(micros, 1000));
        }

        public static void FutexWake(byte* word, int count)
        {
            syscall(SysFutex, word, 1, count, null, null, 0); // FUTEX_WAKE, shared
        }
    }
}
