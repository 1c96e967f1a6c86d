package io.nativeipc.internal.windows;

import io.nativeipc.FileStat;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.region.Window;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An open Windows file, and the operations on it through its handle. */
public final class WindowsFile implements MappableFile {
    private static final int SHARE_ALL =
            Win32Constants.FILE_SHARE_READ | Win32Constants.FILE_SHARE_WRITE | Win32Constants.FILE_SHARE_DELETE;
    private static final int READ_WRITE = Win32Constants.GENERIC_READ | Win32Constants.GENERIC_WRITE;

    /** FILETIME counts units of 100 ns from 1601. */
    private static final long FILETIME_PER_SECOND = 10_000_000;

    private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;

    private final Win32 win32 = Native.win32();
    private final String address;
    private final long handle;
    private boolean closed;

    private WindowsFile(String address, long handle) {
        this.address = address;
        this.handle = handle;
    }

    /** Calls CreateFileW with CREATE_NEW. */
    public static WindowsFile create(Path path, Permissions permissions) throws IpcException {
        String sddl = AccessList.of(permissions).sddl(AccessList.Kind.FILE);
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(sddl)) {
            int access = READ_WRITE | Win32Constants.WRITE_DAC;
            return open(path, access, descriptor.attributes(), Win32Constants.CREATE_NEW);
        }
    }

    /** Calls CreateFileW with OPEN_EXISTING. */
    public static WindowsFile open(Path path, boolean readOnly) throws IpcException {
        int access = readOnly ? Win32Constants.GENERIC_READ : READ_WRITE;
        return open(path, access, null, Win32Constants.OPEN_EXISTING);
    }

    private static WindowsFile open(Path path, int access, @Nullable ByteBuffer attributes, int disposition)
            throws IpcException {
        String name = path.toString();
        long handle = Native.win32()
                .CreateFileW(name, access, SHARE_ALL, attributes, disposition, Win32Constants.FILE_ATTRIBUTE_NORMAL, 0);
        String address = address(path);
        return new WindowsFile(address, Win32Failure.check(handle, "CreateFileW", address));
    }

    /** Calls DeleteFileW. */
    public static void delete(Path path) throws IpcException {
        Win32Failure.check(Native.win32().DeleteFileW(path.toString()), "DeleteFileW", address(path));
    }

    private static String address(Path path) {
        return "file:" + path;
    }

    /** The handle, for a section of this file. */
    public synchronized long handle() {
        if (closed) {
            throw new IllegalStateException(address + " is closed");
        }
        return handle;
    }

    /** Calls GetFileInformationByHandle. Windows has neither a mode nor numeric user ids. */
    @Override
    public synchronized FileStat stat() throws IpcException {
        ByteBuffer found = Win32Structs.allocate(Win32Structs.BY_HANDLE_FILE_INFORMATION_SIZE);
        Win32Failure.check(win32.GetFileInformationByHandle(handle(), found), "GetFileInformationByHandle", address);
        long size = join(
                found,
                Win32Structs.BY_HANDLE_FILE_INFORMATION_nFileSizeHigh,
                Win32Structs.BY_HANDLE_FILE_INFORMATION_nFileSizeLow);
        long index = join(
                found,
                Win32Structs.BY_HANDLE_FILE_INFORMATION_nFileIndexHigh,
                Win32Structs.BY_HANDLE_FILE_INFORMATION_nFileIndexLow);
        long volume =
                Integer.toUnsignedLong(found.getInt(Win32Structs.BY_HANDLE_FILE_INFORMATION_dwVolumeSerialNumber));
        int links = found.getInt(Win32Structs.BY_HANDLE_FILE_INFORMATION_nNumberOfLinks);
        int written = Win32Structs.BY_HANDLE_FILE_INFORMATION_ftLastWriteTime;
        Instant modified = time(join(found, written + Integer.BYTES, written));
        return new FileStat(0, -1, -1, size, volume, index, links, modified, modified);
    }

    private static long join(ByteBuffer struct, int high, int low) {
        return (long) struct.getInt(high) << Integer.SIZE | Integer.toUnsignedLong(struct.getInt(low));
    }

    private static Instant time(long filetime) {
        long seconds = filetime / FILETIME_PER_SECOND - SECONDS_1601_TO_1970;
        return Instant.ofEpochSecond(seconds, filetime % FILETIME_PER_SECOND * 100);
    }

    @Override
    public synchronized void setPermissions(Permissions permissions) throws IpcException {
        String sddl = AccessList.of(permissions).sddl(AccessList.Kind.FILE);
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(sddl)) {
            descriptor.applyTo(handle(), address);
        }
    }

    /**
     * Calls SetEndOfFile, which allocates the space at once, or none of it if too little is left. It would cut off a
     * file that another process has made larger.
     */
    @Override
    public synchronized void reserve(long byteSize) throws IpcException {
        if (stat().byteSize() >= byteSize) {
            return;
        }
        Win32Failure.check(
                win32.SetFilePointerEx(handle(), byteSize, null, Win32Constants.FILE_BEGIN),
                "SetFilePointerEx",
                address);
        Win32Failure.check(win32.SetEndOfFile(handle()), "SetEndOfFile", address);
    }

    /** Sends FSCTL_SET_SPARSE first. A file system without holes rejects it, and allocates the space. */
    @Override
    public synchronized void truncate(long byteSize) throws IpcException {
        win32.DeviceIoControl(
                handle(), Win32Constants.FSCTL_SET_SPARSE, null, 0, null, 0, Win32Structs.allocate(4), null);
        reserve(byteSize);
    }

    @Override
    public synchronized View map(Window window, boolean readOnly, Views views) throws IpcException {
        long end = window.offset() + window.byteSize();
        try (Section section = Section.ofFile(handle(), address, end, readOnly)) {
            return section.map(window, readOnly, views);
        }
    }

    /**
     * FlushViewOfFile starts the writes. FlushFileBuffers, called if the file was opened for writing, waits for the
     * disk.
     */
    @Override
    public synchronized void flush(View view) throws IpcException {
        Win32Failure.check(win32.FlushViewOfFile(view.address(), view.byteSize()), "FlushViewOfFile", address);
        int flushed = win32.FlushFileBuffers(handle());
        if (flushed != -Win32Error.ERROR_ACCESS_DENIED) {
            Win32Failure.check(flushed, "FlushFileBuffers", address);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            win32.CloseHandle(handle);
        }
    }

    /** The name in errors. */
    @Override
    public String toString() {
        return address;
    }
}
