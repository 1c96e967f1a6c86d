package io.nativeipc.internal.journal;

import io.nativeipc.IpcException;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.IpcNamespace;
import io.nativeipc.internal.unix.PinnedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lists of all processes of this user. A process that exits normally removes its list, because it leaves its
 * objects on purpose. The list of a killed process stays until a cleanup.
 *
 * <p>Recording a creation is best effort: if it is not possible (a read-only file system, no space, a folder that is
 * not accessible only to this user), the creation continues.
 */
public final class Creations {
    /** A list is replaced when it has this many entries, without those of objects that no longer exist. */
    private static final int LONG = 256;

    private static @Nullable CreationList own;
    private static final List<Creation> NOTED = new ArrayList<>();
    private static final List<Intent> INTENDED = new ArrayList<>();
    private static int lines;
    private static int longest = LONG;

    private Creations() {}

    /** Records an object that this process has just created; {@code id} is the id of a System V object. */
    public static void add(CreatedKind kind, String name, int id) {
        note(kind, name, () -> kind.identify(name, id));
    }

    /** Records a file that is about to get its name. */
    public static void announce(CreatedKind kind, String name, int fd) {
        note(kind, name, () -> Identity.ofFile(fd, kind.address(name)));
    }

    /** Records a message queue that is not usable yet. */
    public static void announceQueue(String name, int mqdes) {
        note(CreatedKind.POSIX_MQ, name, () -> Identity.ofQueue(mqdes, CreatedKind.POSIX_MQ.address(name)));
    }

    /** Records an object that is about to get the name, and that has another name now. */
    public static void announce(CreatedKind kind, String name, Path now) {
        note(kind, name, () -> {
            try (PinnedFile file = PinnedFile.of(now.toString(), kind.address(name))) {
                return file.identity();
            }
        });
    }

    private interface Identified {
        Identity get() throws IOException;
    }

    private static synchronized void note(CreatedKind kind, String name, Identified identity) {
        if (!kind.accepts(name)) {
            return;
        }
        try {
            Creation creation = new Creation(kind, name, identity.get());
            if (!NOTED.contains(creation)) {
                list().append(creation.line());
                NOTED.add(creation);
            }
        } catch (IOException | IllegalStateException notNoted) {
            // best effort; IllegalStateException if the JVM is already shutting down
        }
    }

    /** Returns this process's list, which is created at the first call and replaced when it has grown long. */
    private static CreationList list() throws IOException {
        CreationList list = own;
        if (list == null) {
            list = CreationList.begin();
            own = list;
            removeFinishedLists();
            return list;
        } else if (NOTED.size() >= longest || ++lines >= 8 * longest) {
            return shorten(list);
        }
        return list;
    }

    /** A creation in progress, which ends when this is closed, whatever its outcome. */
    public interface OpenIntent extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Records an object that is about to be created and that cannot be identified before it has its name. If the
     * process is killed before it calls {@link #add}, it is unknown whether the object of this name is its own.
     *
     * @param detail data that helps to identify it, {@link Identity#NONE} if there is none
     */
    public static synchronized OpenIntent begin(CreatedKind kind, String name, String detail) {
        Intent intent = new Intent(kind, name, detail);
        if (!intent.isFit()) {
            return () -> {};
        }
        try {
            list().append(intent.line());
            INTENDED.add(intent);
        } catch (IOException | IllegalStateException notNoted) {
            // best effort
        }
        return () -> end(intent);
    }

    private static synchronized void end(Intent intent) {
        if (INTENDED.remove(intent) && own != null) {
            try {
                own.append(intent.end());
            } catch (IOException notNoted) {
                // the intent stays open, and is resolved after this process has died
            }
        }
    }

    /** Calls {@link #begin} for a segment, whose creator and size the kernel keeps. */
    public static OpenIntent beginSegment(String key, long byteSize) {
        return begin(CreatedKind.SYSV_SHM, key, byteSize + " " + IpcNamespace.current());
    }

    /** Calls {@link #begin} for another System V object or a message queue. */
    public static OpenIntent begin(CreatedKind kind, String name) {
        return begin(kind, name, Identity.NONE);
    }

    /**
     * Begins a new list with the objects that still exist, and only then removes the old list. The old list continues
     * if there is no space or no descriptor for both.
     */
    private static CreationList shorten(CreationList old) throws IOException {
        NOTED.removeIf(creation -> creation.match() == Identity.Match.OTHER);
        longest = Math.max(LONG, 2 * NOTED.size());
        lines = 0;
        CreationList shorter;
        try {
            shorter = CreationList.begin();
        } catch (IOException | IllegalStateException noRoom) {
            return old;
        }
        try {
            for (Creation creation : NOTED) {
                shorter.append(creation.line());
            }
            for (Intent intent : INTENDED) {
                shorter.append(intent.line());
            }
        } catch (IpcException noSpace) {
            shorter.delete();
            return old;
        }
        own = shorter;
        old.delete();
        return shorter;
    }

    private static void removeFinishedLists() {
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            for (String list : CreationList.names(folder)) {
                if (folder == null) {
                    break;
                }
                removeIfNothingIsLeft(folder, list);
            }
        } catch (IOException refused) {
            // rm --dead reports it; the own list is good
        }
    }

    private static void removeIfNothingIsLeft(RuntimeFolder folder, String name) throws IpcException {
        CreationList dead = CreationList.takeOver(folder, name);
        if (dead == null) {
            return;
        }
        boolean finished = false;
        try {
            finished = isFinished(dead.read());
        } finally {
            if (finished) {
                dead.delete();
            } else {
                dead.release();
            }
        }
    }

    /**
     * A list of an earlier boot is finished: of its objects, at most files are left. A list that could not be read in
     * full is never finished, nor is one with an open intent: whether an object came of it is decided by a clean-up.
     */
    private static boolean isFinished(CreationList.Content content) {
        return !content.current()
                || (content.known()
                        && content.intents().isEmpty()
                        && content.creations().stream().allMatch(creation -> creation.match() == Identity.Match.OTHER));
    }
}
