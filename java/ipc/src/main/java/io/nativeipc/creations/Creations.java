package io.nativeipc.creations;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lists of all of this user's processes. A process that ends in order takes its list along, for what it leaves then it
 * leaves on purpose; the list of one that was killed stays until somebody cleans up.
 *
 * <p>Noting a creation is a courtesy: where it is not possible (a read-only file system, no room) the creation goes on.
 */
public final class Creations {
    /** A list is begun anew when it has grown so long, less what is gone. */
    private static final int LONG = 256;

    private static @Nullable CreationList own;
    private static final List<Creation> NOTED = new ArrayList<>();
    private static int longest = LONG;

    private Creations() {}

    /**
     * A creation and the process that it is of.
     *
     * @param pid the process
     * @param alive whether the kernel says that it lives
     */
    public record Entry(Creation creation, long pid, boolean alive) {}

    /** Takes note of an object that this process has just created; {@code id} is of a System V object. */
    public static synchronized void add(CreatedKind kind, String name, int id) {
        if (name.indexOf('\t') >= 0 || name.indexOf('\n') >= 0) {
            return;
        }
        try {
            Creation creation = Creation.of(kind, name, id);
            if (own == null) {
                own = CreationList.begin();
                removeFinishedLists();
            } else if (NOTED.size() >= longest) {
                shorten();
            }
            NOTED.add(creation);
            own.append(creation.line());
        } catch (IOException | IllegalStateException notNoted) {
            // a courtesy; the second when the JVM is shutting down already
        }
    }

    /** Begins a new list with what is still there, and only then removes the old one. */
    private static void shorten() throws IOException {
        NOTED.removeIf(creation -> !creation.isThere());
        longest = Math.max(LONG, 2 * NOTED.size());
        CreationList shorter = CreationList.begin();
        for (Creation creation : NOTED) {
            shorter.append(creation.line());
        }
        CreationList old = own;
        own = shorter;
        if (old != null) {
            old.delete();
        }
    }

    private static void removeFinishedLists() throws IOException {
        for (Path list : lists()) {
            removeIfNothingIsLeft(list);
        }
    }

    private static void removeIfNothingIsLeft(Path path) {
        CreationList dead = CreationList.takeOver(path);
        if (dead != null && CreationList.read(path).stream().noneMatch(Creation::isThere)) {
            dead.delete();
        } else if (dead != null) {
            dead.release();
        }
    }

    /** All objects that are in a list and still there. */
    public static List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path list : lists()) {
            boolean alive = CreationList.isHeld(list);
            long pid = Long.parseLong(list.getFileName().toString().split("-", 2)[0]);
            for (Creation creation : CreationList.read(list)) {
                if (creation.isThere()) {
                    entries.add(new Entry(creation, pid, alive));
                }
            }
        }
        return entries;
    }

    /**
     * Removes what processes have left behind that the kernel proves dead, and their lists; a list with something that has to
     * stay, stays.
     *
     * @return what was removed
     */
    public static List<Creation> removeLeftovers() throws IOException {
        List<Creation> removed = new ArrayList<>();
        for (Path path : lists()) {
            CreationList dead = CreationList.takeOver(path);
            if (dead == null) {
                continue;
            }
            boolean stays = false;
            for (Creation creation : CreationList.read(path)) {
                if (creation.isThere() && creation.remove()) {
                    removed.add(creation);
                } else {
                    stays |= creation.isThere();
                }
            }
            if (stays) {
                dead.release();
            } else {
                dead.delete();
            }
        }
        return removed;
    }

    private static List<Path> lists() throws IOException {
        List<Path> lists = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(RuntimeFolder.path(), "[0-9]*-[0-9]*")) {
            found.forEach(lists::add);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        return lists;
    }
}
