package io.nativeipc.internal.system;

import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.region.MappableFile;
import java.nio.file.Path;

/** Opens and creates the files of a system, before they are mapped. */
interface MappableFiles {

    /** Creates an empty file, which must not exist. */
    MappableFile createFile(Path path, Permissions permissions) throws IpcException;

    /** Opens a regular file. */
    MappableFile openFile(Path path, boolean readOnly) throws IpcException;

    void unlinkFile(Path path) throws IpcException;

    /** Closes a file that {@link #createFile} has created, and removes its name, to undo the creation. */
    void discardFile(Path path, MappableFile file) throws IpcException;
}
