// The calls of Windows that the ring channel makes.
using System;
using System.Runtime.InteropServices;
using System.Security.Principal;

namespace NativeIpc.Ring
{
    internal static unsafe class Win32
    {
        public const int ERROR_FILE_NOT_FOUND = 2, ERROR_ALREADY_EXISTS = 183;
        const int SYNCHRONIZE = 0x100000;

        [StructLayout(LayoutKind.Sequential)]
        struct SecurityAttributes
        {
            public int Length;
            public IntPtr Descriptor;
            public int Inherit;
        }

        [StructLayout(LayoutKind.Sequential)]
        struct MemoryBasicInformation
        {
            public byte* BaseAddress;
            public byte* AllocationBase;
            public uint AllocationProtect;
            public ushort PartitionId;
            public UIntPtr RegionSize;
            public uint State;
            public uint Protect;
            public uint Type;
        }

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern IntPtr CreateEventW(SecurityAttributes* security, int manual, int signalled, string name);

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern IntPtr OpenEventW(int access, int inherit, string name);

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern IntPtr CreateFileMappingW(
            IntPtr file, SecurityAttributes* security, int protection, int high, int low, string name);

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        public static extern IntPtr OpenFileMappingW(int access, int inherit, string name);

        [DllImport("kernel32", SetLastError = true)]
        public static extern void* MapViewOfFile(IntPtr mapping, int access, int high, int low, UIntPtr length);

        [DllImport("kernel32", SetLastError = true)]
        public static extern int UnmapViewOfFile(void* memory);

        [DllImport("kernel32", SetLastError = true)]
        public static extern int CloseHandle(IntPtr handle);

        [DllImport("kernel32", SetLastError = true)]
        static extern UIntPtr VirtualQuery(void* memory, MemoryBasicInformation* run, UIntPtr length);

        [DllImport("kernel32")]
        static extern IntPtr LocalFree(IntPtr memory);

        [DllImport("advapi32", CharSet = CharSet.Unicode, SetLastError = true)]
        static extern int ConvertStringSecurityDescriptorToSecurityDescriptorW(
            string text, int revision, out IntPtr descriptor, IntPtr size);

        [DllImport("advapi32")]
        static extern int GetSecurityInfo(
            IntPtr handle, int type, int what, out IntPtr owner, IntPtr group, IntPtr dacl, IntPtr sacl,
            out IntPtr descriptor);

        public static int LastError
        {
            get { return Marshal.GetLastWin32Error(); }
        }

        // Only this user may use the object, whatever the privileges of this process.
        static IntPtr OwnersDescriptor()
        {
            string user = WindowsIdentity.GetCurrent().User.Value;
            string text = "O:" + user + "D:P(A;;GA;;;" + user + ")";
            IntPtr descriptor;
            if (ConvertStringSecurityDescriptorToSecurityDescriptorW(text, 1, out descriptor, IntPtr.Zero) == 0)
                throw RingErrors.OfWindows("ConvertStringSecurityDescriptorToSecurityDescriptorW", text, LastError);
            return descriptor;
        }

        delegate IntPtr Creation(IntPtr attributes);

        static IntPtr Create(Creation creation, out int error)
        {
            IntPtr descriptor = OwnersDescriptor();
            try
            {
                var attributes = new SecurityAttributes {Length = sizeof(SecurityAttributes), Descriptor = descriptor};
                IntPtr made = creation((IntPtr) (&attributes));
                error = LastError; // ERROR_ALREADY_EXISTS also if the object was opened
                return made;
            }
            finally
            {
                LocalFree(descriptor);
            }
        }

        public static IntPtr CreateEvent(string name, out int error)
        {
            return Create(attributes => CreateEventW((SecurityAttributes*) attributes, 1, 0, name), out error);
        }

        public static IntPtr OpenEvent(string name, out int error)
        {
            IntPtr found = OpenEventW(SYNCHRONIZE, 0, name);
            error = LastError;
            return found;
        }

        // Of the paging file: INVALID_HANDLE_VALUE, PAGE_READWRITE.
        public static IntPtr CreateMapping(string name, long size, out int error)
        {
            return Create(
                attributes => CreateFileMappingW(
                    (IntPtr) (-1), (SecurityAttributes*) attributes, 4, (int) (size >> 32), (int) size, name),
                out error);
        }

        // The size of a view whose pages are committed, in whole pages.
        public static long ViewSize(byte* view)
        {
            MemoryBasicInformation run;
            byte* end = view;
            while (VirtualQuery(end, &run, (UIntPtr) sizeof(MemoryBasicInformation)) != UIntPtr.Zero
                   && run.AllocationBase == view && run.State == 0x1000) // MEM_COMMIT
                end += (long) run.RegionSize;
            return end - view;
        }

        // The SID of the owner of an object; null if it has none. Returns an error code.
        public static int Owner(IntPtr handle, out string owner)
        {
            IntPtr sid, all;
            owner = null;
            int error = GetSecurityInfo(handle, 6, 1, out sid, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, out all);
            if (error != 0)
                return error;
            owner = sid == IntPtr.Zero ? null : new SecurityIdentifier(sid).Value;
            LocalFree(all);
            return 0;
        }
    }
}
