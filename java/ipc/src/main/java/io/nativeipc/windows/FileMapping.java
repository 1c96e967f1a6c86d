package io.nativeipc.windows;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.MappingOpenOption.Part;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.MappedMemory.Backing;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.region.Window;
import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.KernelNames;
import io.nativeipc.internal.windows.Section;
import io.nativeipc.internal.windows.SecurityDescriptor;
import io.nativeipc.internal.windows.WindowsFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A named Windows file mapping object, mapped into this process, as {@code MemoryMappedFile.CreateNew} creates it in
 * C#. It is backed by the paging file or by a file.
 *
 * <p>Calls: {@code CreateFileMappingW} and {@code MapViewOfFile} to create; {@code OpenFileMappingW},
 * {@code MapViewOfFile} and {@code VirtualQuery} to open; {@code UnmapViewOfFile} and {@code CloseHandle} on
 * {@link #close}. It contains only the callers' bytes; a new object is all zeros, and all of it is committed.
 *
 * <p>A name is {@code Local\prices}, or {@code prices}, which means the same, within a session, and
 * {@code Global\prices} on the whole machine. The name is removed with the last handle, so there is nothing to unlink.
 * <b>Size:</b> the system reports an object's size in whole pages; only its creator knows the exact size in bytes. No
 * method but {@link #flush} blocks. Every method may be called from any thread.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/memory/creating-named-shared-memory">Creating named shared
 *     memory</a>
 */
@SuppressWarnings("exports") // the superclass's additions to Region are internal
public final class FileMapping implements SharedMemory {
    static {
        Regions.register(FileMapping.class, region -> region.memory);
    }

    private final String name;
    private final Section section;
    private final MappedMemory memory;
    private final @Nullable WindowsFile file;
    private final boolean created;

    private FileMapping(
            String name,
            Section section,
            View view,
            long offset,
            @Nullable WindowsFile file,
            boolean readOnly,
            boolean created) {
        this.name = name;
        this.section = section;
        this.memory = new MappedMemory(Section.address(name), view, readOnly, new Backing() {
            @Override
            public void flush(View open) throws IpcException {
                if (file != null) {
                    file.flush(open);
                }
            }

            @Override
            public long offset() {
                return offset;
            }

            @Override
            public String object(String address) {
                return Section.address(KernelNames.full(name));
            }
        });
        this.file = file;
        this.created = created;
    }

    /**
     * Creates shared memory.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param byteSize the size in bytes, at least 1
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()}
     * @return the new mapping, which the caller closes
     * @throws AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws io.nativeipc.NoSpaceException if the paging file has no room (ERROR_COMMITMENT_LIMIT)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE), or the security
     *     descriptor is invalid
     */
    public static FileMapping create(String name, long byteSize, WindowsCreateOption... options) throws IpcException {
        return create(name, byteSize, WindowsAccess.in(options), null);
    }

    /**
     * Creates a name under which other processes can map a file. The file remains when the mapping ends.
     *
     * @param path the file, which must exist
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param byteSize the number of bytes to map; a smaller file is enlarged to this size
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()}
     * @return the new mapping, which the caller closes
     * @throws IpcException if it already exists, or a system call fails
     */
    public static FileMapping createFromFile(Path path, String name, long byteSize, WindowsCreateOption... options)
            throws IpcException {
        WindowsAccess access = WindowsAccess.in(options);
        KernelNames.check(name);
        MappedMemory.requireSize(byteSize);
        WindowsFile file = WindowsFile.open(path, false);
        try {
            return create(name, byteSize, access, file);
        } catch (IpcException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static FileMapping create(String name, long byteSize, WindowsAccess access, @Nullable WindowsFile file)
            throws IpcException {
        KernelNames.check(name);
        MappedMemory.requireSize(byteSize);
        long handle = file == null ? Win32Constants.INVALID_HANDLE_VALUE : file.handle();
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(access.list().sddl(AccessList.Kind.SECTION))) {
            Section section = Section.create(handle, name, byteSize, false, descriptor.attributes());
            return map(name, section, () -> section.map(Window.whole(byteSize), false), 0, file, false, true);
        }
    }

    /**
     * Opens existing shared memory for reading and writing, or with READ_ONLY for reading only.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param options {@link MemoryOpenOption#READ_ONLY}, {@link MemoryOpenOption#atLeast} a size,
     *     {@link MappingOpenOption#part}
     * @return the mapping, which the caller closes
     * @throws io.nativeipc.NotFoundException if it does not exist (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static FileMapping open(String name, MappingOpenOption... options) throws IpcException {
        OpenOptions given = OpenOptions.of(options);
        MappedMemory.requireSize(given.least());
        KernelNames.check(name);
        Section section = Section.open(name, given.readOnly());
        Part part = given.part();
        long offset = part == null ? 0 : part.offset();
        return map(name, section, () -> section.map(given), offset, null, given.readOnly(), false);
    }

    /**
     * Opens the shared memory of this name, or creates it. {@link #created} reports which.
     *
     * @param name {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which means {@code Local\NAME}
     * @param byteSize the size in bytes of a new object, or the minimum size of an existing one
     * @param options a {@link WindowsAccess}, by default {@link WindowsAccess#currentUser()}
     * @return the mapping, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static FileMapping openOrCreate(String name, long byteSize, WindowsCreateOption... options)
            throws IOException {
        WindowsAccess access = WindowsAccess.in(options);
        return Opening.openOrCreate(
                Section.address(name),
                () -> open(name, MemoryOpenOption.atLeast(byteSize)),
                () -> create(name, byteSize, access));
    }

    private interface Mapped {
        View view() throws IpcException;
    }

    private static FileMapping map(
            String name,
            Section section,
            Mapped mapped,
            long offset,
            @Nullable WindowsFile file,
            boolean readOnly,
            boolean created)
            throws IpcException {
        try (Undo undo = new Undo()) {
            undo.add(section::close);
            View view = mapped.view();
            undo.add(view::close);
            return undo.done(new FileMapping(name, section, view, offset, file, readOnly, created));
        }
    }

    /** {@return the name that was passed to create or open} */
    public String name() {
        return name;
    }

    /** {@return whether this object created the shared memory} */
    @Override
    public boolean created() {
        return created;
    }

    /**
     * Returns the current owner and access control list in SDDL (GetSecurityInfo).
     *
     * @return both in one string, which {@link WindowsAccess#sddl} accepts
     * @throws IpcException if the system call fails
     */
    public synchronized String sddl() throws IpcException {
        memory.view();
        return SecurityDescriptor.read(section.handle(), toString());
    }

    /**
     * Rejects and closes shared memory whose owner is not this user, SYSTEM or the Administrators.
     *
     * @return this object
     * @throws io.nativeipc.AccessDeniedException if it belongs to another user
     */
    public synchronized FileMapping requireTrustedOwner() throws IpcException {
        memory.view();
        try (Undo undo = new Undo()) {
            undo.add(this::close);
            SecurityDescriptor.requireTrustedOwner(section.handle(), toString());
            return undo.done(this);
        }
    }

    /**
     * Replaces the access control list of the shared memory (SetKernelObjectSecurity). Only its creator's handle has
     * this right.
     *
     * @param access the access of other users
     * @throws IpcException if the system call fails, for example because the caller is not the owner
     */
    public synchronized void setAccess(WindowsAccess access) throws IpcException {
        memory.view();
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(access.list().sddl(AccessList.Kind.SECTION))) {
            descriptor.applyTo(section.handle(), toString());
        }
    }

    /** Calls {@link #setAccess} with the result of {@link WindowsAccess#of} for these permissions. */
    @Override
    public void setPermissions(Permissions permissions) throws IpcException {
        setAccess(WindowsAccess.of(permissions));
    }

    /** Does nothing: on Windows a name is removed with the last handle of its object. */
    @Override
    public void unlink() {}

    @Override
    public synchronized void close() {
        if (isOpen()) {
            memory.close();
            section.close();
            if (file != null) {
                file.close();
            }
        }
    }

    /** Returns the address: {@code win-map:Local\prices}. */
    @Override
    public String toString() {
        return Section.address(name);
    }
}
