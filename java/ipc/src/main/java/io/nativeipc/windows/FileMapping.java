package io.nativeipc.windows;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.lifecycle.Opening;
import io.nativeipc.internal.lifecycle.Undo;
import io.nativeipc.internal.region.MappableFile;
import io.nativeipc.internal.region.MappedRegion;
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
 * A file mapping object of Windows under a name, mapped into this process: what {@code MemoryMappedFile.CreateNew} makes in
 * C#. Behind it is the paging file, or a file.
 *
 * <p>Calls: {@code CreateFileMappingW} and {@code MapViewOfFile} to create; {@code OpenFileMappingW}, {@code MapViewOfFile} and
 * {@code VirtualQuery} to open; {@code UnmapViewOfFile} and {@code CloseHandle} on {@link #close}. Nothing but the callers'
 * bytes is in it; a new one is all zeros, and all of it is committed.
 *
 * <p>A name is {@code Local\prices}, or {@code prices}, which is the same, within a session, and {@code Global\prices} on the
 * whole machine; it dies with the last handle, so there is nothing to unlink. <b>Size:</b> the system tells an object's size
 * in whole pages; who has created it knows it to the byte. No method but {@link #flush} blocks. Every method may be called
 * from any thread.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/memory/creating-named-shared-memory">Creating named shared memory</a>
 */
@SuppressWarnings("exports") // what the superclass adds to Region is ours alone
public final class FileMapping extends MappedRegion implements SharedMemory {
    private final String name;
    private final Section section;
    private final @Nullable WindowsFile file;
    private final boolean created;

    private FileMapping(
            String name, Section section, View view, @Nullable WindowsFile file, boolean readOnly, boolean created) {
        super(view, readOnly);
        this.name = name;
        this.section = section;
        this.file = file;
        this.created = created;
    }

    /**
     * {@link #create(String, long, WindowsAccess)} for the current user alone.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param byteSize the size in bytes, at least 1
     * @return the new mapping, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static FileMapping create(String name, long byteSize) throws IpcException {
        return create(name, byteSize, WindowsAccess.currentUser());
    }

    /**
     * Creates shared memory.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param byteSize the size in bytes, at least 1
     * @param access who else may use it
     * @return the new mapping, which the caller closes
     * @throws AlreadyExistsException if the name is in use (ERROR_ALREADY_EXISTS)
     * @throws io.nativeipc.NoSpaceException if the paging file has no room (ERROR_COMMITMENT_LIMIT)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE), or the security
     *     descriptor is none
     */
    public static FileMapping create(String name, long byteSize, WindowsAccess access) throws IpcException {
        return create(name, byteSize, access, null);
    }

    /**
     * Gives a file a name under which other processes map it. The file stays when the mapping ends.
     *
     * @param path the file, which must be there
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param byteSize how much of it is mapped; it becomes larger if it is smaller
     * @param access who else may use it
     * @return the new mapping, which the caller closes
     * @throws IpcException if it exists already, or the system refuses
     */
    public static FileMapping createFromFile(Path path, String name, long byteSize, WindowsAccess access)
            throws IpcException {
        KernelNames.check(name);
        requireSize(byteSize);
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
        requireSize(byteSize);
        long handle = file == null ? Win32Constants.INVALID_HANDLE_VALUE : file.handle();
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(access.list().sddl(AccessList.Kind.SECTION))) {
            Section section = Section.create(handle, name, byteSize, false, descriptor.attributes());
            return map(name, section, byteSize, file, false, true);
        }
    }

    /**
     * Opens existing shared memory for reading and writing.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @return the mapping, which the caller closes
     * @throws io.nativeipc.NotFoundException if there is none (ERROR_FILE_NOT_FOUND)
     * @throws io.nativeipc.AccessDeniedException if its access control list forbids it (ERROR_ACCESS_DENIED)
     * @throws IpcException if the name belongs to an object of another kind (ERROR_INVALID_HANDLE)
     */
    public static FileMapping open(String name) throws IpcException {
        return open(name, false);
    }

    /**
     * Opens existing shared memory that must have at least this size.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param byteSize the least size in bytes
     * @return the mapping, which the caller closes
     * @throws IpcException if it is smaller
     */
    public static FileMapping open(String name, long byteSize) throws IpcException {
        requireSize(byteSize);
        FileMapping mapping = open(name, false);
        try {
            MappableFile.requireSize(mapping.toString(), mapping.byteSize(), byteSize);
            return mapping;
        } catch (IpcException tooSmall) {
            mapping.close();
            throw tooSmall;
        }
    }

    /**
     * Opens existing shared memory for reading only.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @return the mapping, which the caller closes
     * @throws IpcException if there is none, or the system refuses
     */
    public static FileMapping openReadOnly(String name) throws IpcException {
        return open(name, true);
    }

    private static FileMapping open(String name, boolean readOnly) throws IpcException {
        KernelNames.check(name);
        return map(name, Section.open(name, readOnly), 0, null, readOnly, false);
    }

    /**
     * {@link #openOrCreate(String, long, WindowsAccess)} for the current user alone.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @return the mapping, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static FileMapping openOrCreate(String name, long byteSize) throws IOException {
        return openOrCreate(name, byteSize, WindowsAccess.currentUser());
    }

    /**
     * Opens the shared memory of this name, or creates it; {@link #created} tells.
     *
     * @param name as Windows takes it: {@code Local\NAME}, {@code Global\NAME}, or {@code NAME}, which is local
     * @param byteSize its size in bytes if it is created, its least size if it is there
     * @param access who else may use it
     * @return the mapping, which the caller closes
     * @throws IpcException if it can be neither opened nor created
     */
    public static FileMapping openOrCreate(String name, long byteSize, WindowsAccess access) throws IOException {
        return Opening.openOrCreate(
                Section.address(name), () -> open(name, byteSize), () -> create(name, byteSize, access));
    }

    private static FileMapping map(
            String name, Section section, long byteSize, @Nullable WindowsFile file, boolean readOnly, boolean created)
            throws IpcException {
        try (Undo undo = new Undo()) {
            undo.add(section::close);
            View view = section.map(byteSize, readOnly);
            undo.add(view::close);
            return undo.done(new FileMapping(name, section, view, file, readOnly, created));
        }
    }

    /** {@return the name as it was given} */
    public String name() {
        return name;
    }

    /** {@return whether this object created the shared memory} */
    @Override
    public boolean created() {
        return created;
    }

    /**
     * Owner and access control list as they are now, in SDDL (GetSecurityInfo).
     *
     * @return both as one string, which {@link WindowsAccess#sddl} takes
     * @throws IpcException if the system does not tell
     */
    public synchronized String sddl() throws IpcException {
        openView();
        return SecurityDescriptor.read(section.handle(), toString());
    }

    /**
     * Refuses, and closes, shared memory of a stranger: an owner who is neither this user, nor the system, nor the
     * Administrators.
     *
     * @return this object
     * @throws io.nativeipc.AccessDeniedException if it belongs to a stranger
     */
    public synchronized FileMapping requireTrustedOwner() throws IpcException {
        openView();
        try (Undo undo = new Undo()) {
            undo.add(this::close);
            SecurityDescriptor.requireTrustedOwner(section.handle(), toString());
            return undo.done(this);
        }
    }

    /**
     * Gives the shared memory another access control list (SetKernelObjectSecurity); only its creator's handle may.
     *
     * @param access who else may use it
     * @throws IpcException if the system refuses, as it does to all but the owner
     */
    public synchronized void setAccess(WindowsAccess access) throws IpcException {
        openView();
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(access.list().sddl(AccessList.Kind.SECTION))) {
            descriptor.applyTo(section.handle(), toString());
        }
    }

    /** {@link #setAccess} with what {@link WindowsAccess#of} makes of the permissions. */
    @Override
    public void setPermissions(Permissions permissions) throws IpcException {
        setAccess(WindowsAccess.of(permissions));
    }

    /** Does nothing: on Windows a name is removed with the last handle of its object. */
    @Override
    public void unlink() {}

    /** FlushViewOfFile and FlushFileBuffers. */
    @Override
    protected void flush(View view) throws IpcException {
        if (file != null) {
            file.flush(view);
        }
    }

    @Override
    public synchronized void close() {
        if (isOpen()) {
            super.close();
            section.close();
            if (file != null) {
                file.close();
            }
        }
    }

    /** The address: {@code win-map:Local\prices}. */
    @Override
    public String toString() {
        return Section.address(name);
    }
}
