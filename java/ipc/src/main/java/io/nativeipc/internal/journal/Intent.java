package io.nativeipc.internal.journal;

import io.nativeipc.internal.unix.Identity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that a process was about to create, of a kind that has its name before it can be identified. Whether what is found
 * later is that process's is proven by what only this library leaves unfinished, or by what the kernel keeps of a segment:
 *
 * <ul>
 *   <li>a FIFO begins under a name with 128 random bits,
 *   <li>a socket has the mode {@link #UNFINISHED}, and refuses connections while its folder's lock is held,
 *   <li>a segment has the dead process as its creator, and the key and the size of the intent, in the same IPC namespace.
 * </ul>
 *
 * <p>A message queue has that mode too, but its creator cannot hold a lock in which it creates it; a set of semaphores and a
 * System V queue carry nothing of the kind. What has the name stays, and is reported.
 *
 * @param kind what it is
 * @param name its name, or the key
 * @param detail what helps to identify it, {@link Identity#NONE} if nothing does
 */
public record Intent(CreatedKind kind, String name, String detail) {
    /**
     * The mode of a socket between bind and listen, and of a queue that is being created. No other program creates such a one;
     * its owner is not refused, and meets an object that is not ready yet.
     */
    public static final int UNFINISHED = 01600;

    /** What stands for the key of an object without one. */
    public static final String PRIVATE = "private";
    /** The names under which FIFOs begin. */
    public static final String BEGINNING = ".native-ipc-[0-9a-f]{32}";

    /** The name under which a FIFO begins, beside that which it gets. */
    public static Path beginning(Path path) {
        byte[] token = new byte[16];
        new SecureRandom().nextBytes(token);
        return path.toAbsolutePath()
                .resolveSibling(".native-ipc-" + HexFormat.of().formatHex(token));
    }

    public String address() {
        return kind.address(name);
    }

    String line() {
        return "intent\t" + kind.prefix() + "\t" + name + "\t" + detail + "\n";
    }

    /** Not a record's own, whose code the JDK keeps for as long as there is memory, and with it the class loader of this library. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Intent that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    /** The line by which the intent is no longer open. */
    String end() {
        return "end\t" + kind.prefix() + "\t" + name + "\n";
    }

    /** Adds the intent of a line, or removes the one that the line ends; false for any other line. */
    static boolean parse(String line, List<Intent> open) {
        String[] fields = line.split("\t", -1);
        CreatedKind kind = fields.length < 3 ? null : kindOf(fields[1]);
        if (kind == null || !(kind.accepts(fields[2]) || fields[2].equals(PRIVATE))) {
            return false;
        } else if (fields.length == 4 && fields[0].equals("intent")) {
            return open.add(new Intent(kind, fields[2], fields[3]));
        } else if (fields.length == 3 && fields[0].equals("end")) {
            for (Intent intent : open) {
                if (intent.kind == kind && intent.name.equals(fields[2])) {
                    open.remove(intent);
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable CreatedKind kindOf(String prefix) {
        for (CreatedKind kind : CreatedKind.values()) {
            if (kind.prefix().equals(prefix)) {
                return kind;
            }
        }
        return null;
    }
}
