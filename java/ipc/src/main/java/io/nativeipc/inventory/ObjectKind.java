package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import java.io.IOException;

/**
 * One kind of object. The class that implements this is the one place for how objects of the kind are listed, inspected
 * and removed; {@link Kinds} finds it.
 */
interface ObjectKind {
    /**
     * Returns what a listing shows of the object.
     *
     * @throws io.nativeipc.NotFoundException if there is no such object (ENOENT, ERROR_FILE_NOT_FOUND)
     */
    Facts find(IpcAddress address, Scan scan) throws IOException;

    /** Adds what is read from the object itself. What cannot be read is added as unknown. */
    default void addDetails(Facts object) throws IOException {}

    /** Removes the object or its name, whatever process uses it. */
    void remove(IpcAddress address) throws IOException;

    /** Returns the address under which the lists of creators have the object. */
    default String recordedAddress(IpcAddress address) {
        return address.toString();
    }
}
