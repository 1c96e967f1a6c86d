package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.Region;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the command creates and opens the objects of one kind. How they are listed, shown and removed is in
 * {@link io.nativeipc.inventory.Inventory}.
 *
 * @param creating creates an object; null if {@code create} does not apply
 * @param options the options of {@code create} that apply besides {@code --mode}
 * @param memory opens the object as memory; null if it is none
 * @param counter opens the object as a semaphore; null if it is none
 */
record KindVerbs(
        @Nullable Creating creating,
        List<String> options,
        @Nullable Opening memory,
        @Nullable Counting counter) {

    /** A kind that {@code create}, the verbs of memory and those of semaphores do not apply to. */
    static final KindVerbs NONE = new KindVerbs(null, List.of(), null, null);

    /** Mapped files, which every system has. */
    static final KindVerbs FILE = makes(asked -> MappedFile.create(asked.path(), asked.size(), asked.mode), "--size")
            .opens((address, options) -> MappedFile.open(Path.of(address.name()), options));

    /** Creates an object from the options of {@code create}. */
    @FunctionalInterface
    interface Creating {
        Create.Creation create(Create asked) throws IOException;
    }

    /** Opens memory. */
    @FunctionalInterface
    interface Opening {
        Region open(IpcAddress address, MemoryOpenOption... options) throws IOException;
    }

    /** Opens a semaphore. */
    @FunctionalInterface
    interface Counting {
        Counter open(IpcAddress address) throws IOException;
    }

    /** Makes an object that outlives this process. */
    @FunctionalInterface
    interface Making {
        Closeable create(Create asked) throws IOException;
    }

    static KindVerbs of(IpcAddress address) {
        return SystemKinds.CURRENT.kinds().getOrDefault(address.kind(), NONE);
    }

    static KindVerbs creates(Creating creating, String... options) {
        return new KindVerbs(creating, List.of(options), null, null);
    }

    /** The object is closed at once and stays. */
    static KindVerbs makes(Making making, String... options) {
        return creates(
                asked -> {
                    Closeable created = making.create(asked);
                    created.close();
                    return new Create.Creation(created.toString(), null);
                },
                options);
    }

    /** The object exists while this process has it open. */
    static KindVerbs holds(Making making, String... options) {
        return creates(
                asked -> {
                    Closeable created = making.create(asked);
                    return new Create.Creation(created.toString(), created);
                },
                options);
    }

    KindVerbs opens(Opening opening) {
        return new KindVerbs(creating, options, opening, counter);
    }

    KindVerbs counts(Counting counting) {
        return new KindVerbs(creating, options, memory, counting);
    }
}
