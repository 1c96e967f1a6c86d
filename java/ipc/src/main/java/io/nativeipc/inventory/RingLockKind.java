package io.nativeipc.inventory;

import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.RuntimeFolder;
import io.nativeipc.internal.locks.ByteLocks;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.PinnedFile;
import io.nativeipc.ring.RingLayout;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The file in the runtime folder that has the locks of a ring channel or a latest value in memory without a descriptor.
 * It has no address of its own kind, so it is not listed. It is left over if no process has a lock and the memory is
 * gone: what is still in the memory cannot be opened without it.
 */
final class RingLockKind implements LeftKind {
    private static final String USED = "a process has the channel open";

    @Override
    public @Nullable String use(Creation creation, long creator, Holders holders) throws IOException {
        try (ByteLocks locks = ByteLocks.open(creation.name(), creation.address())) {
            return switch (locks.holder(RingLayout.LOCK_BASE, RingLayout.LOCK_COUNT)) {
                case FREE -> {
                    String memory = LockedMemory.presence(creation.name());
                    yield memory == null ? NONE : memory;
                }
                case HELD -> USED;
                case UNKNOWN -> null;
            };
        }
    }

    private static @Nullable String memory(String name) {
        try {
            return LockedMemory.presence(name);
        } catch (IOException unknown) {
            return "whether its memory still exists is unknown: " + unknown.getMessage();
        }
    }

    /**
     * Holds all locks of the channel while its file is removed, so no process has it open. A process that is opening or
     * creating it now finds, once it has its lock, that the file no longer has a name.
     */
    @Override
    public Removal removeLeft(Creation creation, long creator, Holders holders) throws IpcException {
        String name = creation.name();
        if (!RuntimeFolder.path().toString().equals(PinnedFile.folderOf(name))) {
            return Removal.stays("it is not in " + RuntimeFolder.path() + ", where this user's lock files are");
        }
        @Nullable ByteLocks[] held = new ByteLocks[1];
        try {
            return LeftFile.remove(
                    creation,
                    file -> {
                        ByteLocks locks = ByteLocks.open(file.self(), creation.address());
                        held[0] = locks;
                        boolean free = locks.tryLock(RingLayout.LOCK_BASE, RingLayout.LOCK_COUNT);
                        return free ? memory(name) : USED;
                    },
                    () -> Removal.of("unlink", Native.posix().unlink(name)));
        } finally {
            ByteLocks locks = held[0];
            if (locks != null) {
                locks.close();
            }
        }
    }
}
