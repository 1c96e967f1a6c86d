// What the ring channel needs from the system, apart from a channel's memory and its locks.
using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace NativeIpc.Ring
{
    internal static class RingPlatform
    {
        public static readonly bool IsLinux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
        public static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
        public static readonly int Pid = OwnPid();
        public static readonly long Start = OwnStart();

        // Refuses every process whose words and system calls are other ones.
        public static void Require()
        {
            Require(RuntimeInformation.ProcessArchitecture, IsLinux || IsWindows);
        }

        internal static void Require(Architecture architecture, bool known)
        {
            if (architecture != Architecture.X64 && architecture != Architecture.Arm64)
                throw new PlatformNotSupportedException(
                    "a ring channel needs a process of 64 bits on x64 or Arm64, and this one is of " + architecture);
            if (!known)
                throw new PlatformNotSupportedException("a ring channel needs Linux or Windows");
        }

        // A random number that is not 0. .NET's own generator ends the process where OpenSSL is missing. A new Guid has
        // the kernel's random bits without it, except in 6 places, which the other half covers.
        public static ulong Random()
        {
            ulong value = 0;
            while (value == 0)
            {
                byte[] bytes = Guid.NewGuid().ToByteArray();
                value = BitConverter.ToUInt64(bytes, 0) ^ BitConverter.ToUInt64(bytes, 8);
            }
            return value;
        }

        static int OwnPid()
        {
            using (Process process = Process.GetCurrentProcess())
                return process.Id;
        }

        // Field 22 of /proc/self/stat. Field 2 may contain spaces and parentheses. 0 if it is unknown.
        static long OwnStart()
        {
            try
            {
                string text = IsLinux ? File.ReadAllText("/proc/self/stat") : "";
                string[] fields = text.Substring(text.LastIndexOf(')') + 1).Split(' ');
                return fields.Length > 20 ? long.Parse(fields[20], CultureInfo.InvariantCulture) : 0;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    // The steps at which test builds kill the process: NATIVE_IPC_KILLPOINT=name:count, the count-th time.
    internal static class KillPoint
    {
#if NATIVE_IPC_RING_KILL_POINTS
        static readonly string[] Named =
            (Environment.GetEnvironmentVariable("NATIVE_IPC_KILLPOINT") ?? ":0").Split(':');
        static int remaining = int.Parse(Named[1], CultureInfo.InvariantCulture);
#endif

        [Conditional("NATIVE_IPC_RING_KILL_POINTS")]
        public static void Reached(string name)
        {
#if NATIVE_IPC_RING_KILL_POINTS
            if (name == Named[0] && System.Threading.Interlocked.Decrement(ref remaining) == 0)
            {
                Process.GetCurrentProcess().Kill();
                System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);
            }
#endif
        }
    }
}
