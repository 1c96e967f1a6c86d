package io.nativeipc.internal.windows;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Win32Failure;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.Window;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Views;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A Windows file mapping object (the kernel calls it a section), with or without a name, and its views. */
public final class Section implements AutoCloseable {
    private static final String CREATE = "CreateFileMappingW";

    private final long handle;
    private final String object;

    private Section(long handle, String object) {
        this.handle = handle;
        this.object = object;
    }

    /** Creates a section of a file, without a name. The file is enlarged if necessary. */
    static Section ofFile(long file, String address, long byteSize, boolean readOnly) throws IpcException {
        return create(file, null, address, byteSize, readOnly, null);
    }

    /**
     * Creates a section under a name.
     *
     * @param file the file behind it, INVALID_HANDLE_VALUE for the paging file
     * @throws AlreadyExistsException if a section of that name exists
     */
    public static Section create(long file, String name, long byteSize, boolean readOnly, ByteBuffer securityAttributes)
            throws IpcException {
        return create(file, name, address(name), byteSize, readOnly, securityAttributes);
    }

    private static Section create(
            long file,
            @Nullable String name,
            String object,
            long byteSize,
            boolean readOnly,
            @Nullable ByteBuffer securityAttributes)
            throws IpcException {
        int protection = readOnly ? Win32Constants.PAGE_READONLY : Win32Constants.PAGE_READWRITE;
        int[] lastError = new int[1];
        long handle = Native.win32()
                .CreateFileMappingW(
                        file,
                        securityAttributes,
                        protection,
                        (int) (byteSize >>> Integer.SIZE),
                        (int) byteSize,
                        name,
                        lastError);
        if (handle < 0) {
            throw KernelNames.exception((int) -handle, CREATE, object);
        } else if (lastError[0] == Win32Error.ERROR_ALREADY_EXISTS) {
            Native.win32().CloseHandle(handle);
            throw Win32Failure.exception(lastError[0], CREATE, object, "");
        }
        return new Section(handle, object);
    }

    /** Opens a section by its name. */
    public static Section open(String name, boolean readOnly) throws IpcException {
        int access = Win32Constants.FILE_MAP_READ | Win32Constants.READ_CONTROL;
        access |= readOnly ? 0 : Win32Constants.FILE_MAP_WRITE;
        long handle = Native.win32().OpenFileMappingW(access, 0, name);
        if (handle < 0) {
            throw KernelNames.exception((int) -handle, "OpenFileMappingW", address(name));
        }
        return new Section(handle, address(name));
    }

    /** Returns the address for this name. */
    public static String address(String name) {
        return "win-map:" + name;
    }

    public long handle() {
        return handle;
    }

    /** Maps a part of the section, whose pages are committed. */
    public View map(Window window, boolean readOnly) throws IpcException {
        return map(window, readOnly, Native.views());
    }

    /** Maps a part of the section, and makes it accessible by {@code views}. */
    public View map(Window window, boolean readOnly, Views views) throws IpcException {
        long address = mapped(window.start(), window.length(), readOnly);
        try (Undo undo = new Undo()) {
            undo.add(() -> unmap(address));
            return undo.done(views.of(address, window.length(), window.lead(), () -> unmap(address)));
        }
    }

    /**
     * Maps what the options select of the section. The system reports its size in whole pages.
     *
     * @throws IpcException if some of its pages are only reserved (SEC_RESERVE) and the system does not commit them, or
     *     it is smaller than the options require
     */
    public View map(OpenOptions options) throws IpcException {
        boolean readOnly = options.readOnly();
        Window window;
        long whole = mapped(0, 0, readOnly);
        try (Undo undo = new Undo()) {
            undo.add(() -> unmap(whole));
            window = Window.of(object, committedSize(whole, readOnly), options);
            if (!window.isPart()) {
                return undo.done(Native.views().of(whole, window.byteSize(), () -> unmap(whole)));
            }
        }
        return map(window, readOnly);
    }

    /** Calls MapViewOfFile; a length of 0 means all of it. */
    private long mapped(long start, long length, boolean readOnly) throws IpcException {
        int access =
                readOnly ? Win32Constants.FILE_MAP_READ : Win32Constants.FILE_MAP_READ | Win32Constants.FILE_MAP_WRITE;
        int high = (int) (start >>> Integer.SIZE);
        return Win32Failure.check(
                Native.win32().MapViewOfFile(handle, access, high, (int) start, length), "MapViewOfFile", object);
    }

    private static void unmap(long address) {
        Native.win32().UnmapViewOfFile(address);
    }

    /**
     * Returns the size of the whole view. VirtualQuery reports it in runs of pages of the same state. Pages that the
     * section's creator has reserved and that no process has committed would fault on access, so they are committed
     * here.
     */
    private long committedSize(long address, boolean readOnly) throws IpcException {
        Win32 win32 = Native.win32();
        ByteBuffer run = Win32Structs.allocate(Win32Structs.MEMORY_BASIC_INFORMATION_SIZE);
        long end = address;
        while (true) {
            long length = win32.VirtualQuery(end, run, run.capacity());
            if (end == address) {
                Win32Failure.check(length, "VirtualQuery", object);
            }
            if (length < 0 || run.getLong(Win32Structs.MEMORY_BASIC_INFORMATION_AllocationBase) != address) {
                return end - address;
            }
            long size = run.getLong(Win32Structs.MEMORY_BASIC_INFORMATION_RegionSize);
            if (run.getInt(Win32Structs.MEMORY_BASIC_INFORMATION_State) != Win32Constants.MEM_COMMIT) {
                int protection = readOnly ? Win32Constants.PAGE_READONLY : Win32Constants.PAGE_READWRITE;
                long committed = win32.VirtualAlloc(end, size, Win32Constants.MEM_COMMIT, protection);
                if (committed < 0) {
                    String hint = "its creator has reserved " + size + " bytes at offset " + (end - address)
                            + " and not committed them";
                    throw Win32Failure.exception((int) -committed, "VirtualAlloc", object, hint);
                }
            }
            end += size;
        }
    }

    /** Closes the handle; views remain. */
    @Override
    public void close() {
        Native.win32().CloseHandle(handle);
    }
}
