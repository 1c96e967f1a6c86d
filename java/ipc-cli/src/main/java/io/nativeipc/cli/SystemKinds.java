package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.Region;
import io.nativeipc.inventory.Leftovers;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of objects of this system and the operations of the verbs on them. This is the only place that checks the
 * operating system.
 */
interface SystemKinds {
    /**
     * The kinds of this system. Not determined by Platform, which supports a fixed list only: {@code doctor} works on
     * other platforms too.
     */
    SystemKinds CURRENT = System.getProperty("os.name").startsWith("Windows") ? new WindowsKinds() : new UnixKinds();

    /**
     * Throws for a kind that this system does not have.
     *
     * @throws IllegalArgumentException with a message that explains it
     */
    void requireKind(IpcAddress address);

    /** Returns the kinds that the system can list, in the order of the listing. */
    List<Kind> listed();

    /** Returns a note for the full listing about kinds that it does not contain; null if none is needed. */
    @Nullable
    String unlisted();

    /** Returns the objects of these kinds; reports to {@code warning} what cannot be listed. */
    List<ObjectInfo> list(Set<Kind> kinds, Consumer<String> warning) throws IOException;

    /**
     * Returns the object of this address with the details of its kind.
     *
     * @throws io.nativeipc.NotFoundException if there is no such object (ENOENT, ERROR_FILE_NOT_FOUND)
     */
    ObjectInfo find(IpcAddress address) throws IOException;

    /** Adds the processes that hold the objects, if the system reports them. */
    void addHolders(List<ObjectInfo> objects);

    Create.Creation create(Create asked) throws IOException;

    void remove(IpcAddress address) throws IOException;

    /** Removes objects that dead processes left behind; returns the removed and the kept objects. */
    Leftovers.Cleanup removeLeftovers() throws IOException;

    /** Opens memory; throws IllegalArgumentException for other kinds. */
    Region region(IpcAddress address, boolean readOnly) throws IOException;

    /** Opens a semaphore; throws IllegalArgumentException for other kinds. */
    Counter semaphore(IpcAddress address) throws IOException;

    /** Adds what the system allows, and what that means. */
    void diagnose(Diagnosis diagnosis);

    SelfTest selfTest() throws IOException;
}
