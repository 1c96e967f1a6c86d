package io.nativeipc.internal.journal;

import io.nativeipc.internal.unix.Identity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that a process was about to create, of a kind that has its name before it can be identified. An object
 * found later is proven to be that process's by something that only this library leaves unfinished, or by the data that
 * the kernel keeps about a segment:
 *
 * <ul>
 *   <li>a FIFO begins under a name with 128 random bits,
 *   <li>a socket has the mode {@link #UNFINISHED}, and refuses connections while its folder's lock is held,
 * <li>a segment has the dead process as its creator, and the key and the size of the intent, in the same IPC namespace.
 * </ul>
 *
 * <p>A message queue has that mode too, but its creator cannot hold a lock while it creates the queue. A semaphore set
 * and a System V queue carry no such mark. These objects stay, and are reported.
 *
 * @param kind the kind of the object
 * @param name its name, or the key
 * @param detail data that helps to identify it, {@link Identity#NONE} if there is none
 */
public record Intent(CreatedKind kind, String name, String detail) {
    /**
     * The mode of a socket between bind and listen, and of a queue that is being created. No other program creates such
     * an object. The mode does not deny access to the owner, whose processes find an object that is not ready yet.
     */
    public static final int UNFINISHED = 01600;

    /** The text in place of the key of an object without one. */
    public static final String PRIVATE = "private";
    /** The temporary names of FIFOs. */
    public static final String BEGINNING = ".native-ipc-[0-9a-f]{32}";

    /** Returns the temporary name of a FIFO, in the folder of its final name. */
    public static Path beginning(Path path) {
        byte[] token = new byte[16];
        new SecureRandom().nextBytes(token);
        return path.toAbsolutePath()
                .resolveSibling(".native-ipc-" + HexFormat.of().formatHex(token));
    }

    public String address() {
        return kind.address(name);
    }

    /** Returns the intent as it can be proven if the boot is unknown in which it was recorded. */
    Intent ofUnknownBoot() {
        return new Intent(kind, name, Identity.NONE);
    }

    /** Reports whether a line of a list can contain this. */
    boolean isFit() {
        return isFit(kind, name);
    }

    private static boolean isFit(CreatedKind kind, String name) {
        return kind.accepts(name) || name.equals(PRIVATE);
    }

    String line() {
        return "intent\t" + kind.prefix() + "\t" + name + "\t" + detail + "\n";
    }

    /**
     * Replaces the generated method of a record, whose code the JDK keeps as long as memory allows, together with the
     * class loader of this library.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Intent that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return line().hashCode();
    }

    /** Returns the line that closes the intent. */
    String end() {
        return "end\t" + kind.prefix() + "\t" + name + "\n";
    }

    /** Adds the intent of a line, or removes the intent that the line ends; false for any other line. */
    static boolean parse(String line, List<Intent> open) {
        String[] fields = line.split("\t", -1);
        CreatedKind kind = fields.length < 3 ? null : kindOf(fields[1]);
        if (kind == null || !isFit(kind, fields[2])) {
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
