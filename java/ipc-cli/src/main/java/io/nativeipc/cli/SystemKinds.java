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

/** The kinds of objects that this system has, and what the verbs do with them: the one place that asks which system it is. */
interface SystemKinds {
    /** Not by the platform, which is known for a closed list alone: the doctor works elsewhere too. */
    SystemKinds CURRENT = System.getProperty("os.name").startsWith("Windows") ? new WindowsKinds() : new UnixKinds();

    /**
     * Refuses a kind that another system has.
     *
     * @throws IllegalArgumentException with a sentence that says so
     */
    void requireKind(IpcAddress address);

    /** The kinds that the system lists, in the order of the listing. */
    List<Kind> listed();

    /** What the whole listing has to say of the kinds that are not in it; null where that goes without saying. */
    @Nullable
    String unlisted();

    /** The objects of these kinds; what cannot be listed here is told to {@code warning}. */
    List<ObjectInfo> list(Set<Kind> kinds, Consumer<String> warning) throws IOException;

    /**
     * The object of this address, with what its kind has to tell.
     *
     * @throws io.nativeipc.NotFoundException if there is none (ENOENT, ERROR_FILE_NOT_FOUND)
     */
    ObjectInfo find(IpcAddress address) throws IOException;

    /** Fills in which processes hold them, where the system tells. */
    void addHolders(List<ObjectInfo> objects);

    Create.Creation create(Create asked) throws IOException;

    void remove(IpcAddress address) throws IOException;

    /** Removes what dead processes have left behind, and returns that and what stays. */
    Leftovers.Cleanup removeLeftovers() throws IOException;

    /** Memory, or an IllegalArgumentException for anything else. */
    Region region(IpcAddress address, boolean readOnly) throws IOException;

    /** A semaphore, or an IllegalArgumentException for anything else. */
    Counter semaphore(IpcAddress address) throws IOException;

    /** What the system allows, and what that means. */
    void diagnose(Diagnosis diagnosis);

    SelfTest selfTest() throws IOException;
}
