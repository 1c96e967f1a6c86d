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
 * The lists of all of this user's processes. A process that ends in order takes its list along, for what it leaves then it
 * leaves on purpose; the list of one that was killed stays until somebody cleans up.
 *
 * <p>Noting a creation is a courtesy: where it is not possible (a read-only file system, no room, a folder that is not this
 * user's alone) the creation goes on.
 */
public final class Creations {
    /** A list is begun anew when it has grown so long, less what is gone. */
    private static final int LONG = 256;

    private static @Nullable CreationList own;
    private static final List<Creation> NOTED = new ArrayList<>();
    private static final List<Intent> INTENDED = new ArrayList<>();
    private static int lines;
    private static int longest = LONG;

    private Creations() {}

    /** Takes note of an object that this process has just created; {@code id} is of a System V object. */
    public static void add(CreatedKind kind, String name, int id) {
        note(kind, name, () -> kind.identify(name, id));
    }

    /** Takes note of a file that is about to get its name. */
    public static void announce(CreatedKind kind, String name, int fd) {
        note(kind, name, () -> Identity.ofFile(fd, kind.address(name)));
    }

    /** Takes note of a message queue, which is not usable yet. */
    public static void announceQueue(String name, int mqdes) {
        note(CreatedKind.POSIX_MQ, name, () -> Identity.ofQueue(mqdes, CreatedKind.POSIX_MQ.address(name)));
    }

    /** Takes note of what is about to get the name and has another one now. */
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
        if (isUnfit(name) || !kind.accepts(name)) {
            return;
        }
        try {
            Creation creation = new Creation(kind, name, identity.get());
            if (!NOTED.contains(creation)) {
                CreationList list = list();
                NOTED.add(creation);
                list.append(creation.line());
            }
        } catch (IOException | IllegalStateException notNoted) {
            // a courtesy; the second when the JVM is shutting down already
        }
    }

    private static boolean isUnfit(String name) {
        return name.indexOf('\t') >= 0 || name.indexOf('\n') >= 0;
    }

    /** This process's list, which is begun now, or begun anew where it has grown long. */
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

    /** A creation that has begun, and ends when this is closed, whatever came of it. */
    public interface Begun extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes note of what is about to be created, where that cannot be identified before it has its name. A process that is
     * killed before it calls {@link #add} leaves the question whether what has the name is its own.
     *
     * @param detail what helps to answer it, {@link Identity#NONE} if nothing does
     */
    public static synchronized Begun begin(CreatedKind kind, String name, String detail) {
        Intent intent = new Intent(kind, name, detail);
        if (isUnfit(name)) {
            return () -> {};
        }
        try {
            CreationList list = list();
            INTENDED.add(intent);
            list.append(intent.line());
        } catch (IOException | IllegalStateException notNoted) {
            // a courtesy
        }
        return () -> end(intent);
    }

    private static synchronized void end(Intent intent) {
        if (INTENDED.remove(intent) && own != null) {
            try {
                own.append(intent.end());
            } catch (IOException notNoted) {
                // then it is a question that is answered when this process is dead
            }
        }
    }

    /** {@link #begin} of a segment, whose creator and size the kernel keeps. */
    public static Begun beginSegment(String key, long byteSize) {
        return begin(CreatedKind.SYSV_SHM, key, byteSize + " " + IpcNamespace.current());
    }

    /** {@link #begin} of another System V object or a message queue. */
    public static Begun begin(CreatedKind kind, String name) {
        return begin(kind, name, Identity.NONE);
    }

    /** Begins a new list with what is still there, and only then removes the old one. */
    private static CreationList shorten(CreationList old) throws IOException {
        NOTED.removeIf(creation -> creation.match() == Identity.Match.OTHER);
        longest = Math.max(LONG, 2 * NOTED.size());
        lines = 0;
        CreationList shorter = CreationList.begin();
        for (Creation creation : NOTED) {
            shorter.append(creation.line());
        }
        for (Intent intent : INTENDED) {
            shorter.append(intent.line());
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
        if (isFinished(dead.read())) {
            dead.delete();
        } else {
            dead.release();
        }
    }

    /** Nothing of an earlier boot is left, files apart; a list that is not understood is never finished. */
    private static boolean isFinished(CreationList.Content content) {
        return !content.current()
                || (content.known()
                        && content.creations().stream().allMatch(creation -> creation.match() == Identity.Match.OTHER));
    }
}
