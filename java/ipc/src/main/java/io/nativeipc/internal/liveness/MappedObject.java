package io.nativeipc.internal.liveness;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The object that is mapped at an address, as {@code /proc/self/maps} describes it: device, inode and offset of a file,
 * or the id of a System V segment, which is unique in its IPC namespace. Every process that maps the object sees the
 * same values, whatever name it used to open the object. Writing to the memory cannot forge them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html">proc_pid_maps(5)</a>
 */
public final class MappedObject {
    private static final String MAPS = "/proc/self/maps";
    private static final String SYSV = "/SYSV";
    private static final int FIELDS = 6;

    private MappedObject() {}

    /**
     * A byte of an object.
     *
     * @param object a word of letters, digits and dashes that identifies the object
     * @param offset the offset of the byte in the object
     */
    public record Position(String object, long offset) {
        /** Returns a word of letters, digits and dashes that identifies the byte. */
        @Override
        public String toString() {
            return object + "-" + Long.toHexString(offset);
        }
    }

    /** Returns what is mapped at this address. */
    public static Position position(long address, String object) throws IpcException {
        try {
            for (String line : Files.readAllLines(Path.of(MAPS), StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(" +", FIELDS);
                int dash = fields[0].indexOf('-');
                long start = Long.parseUnsignedLong(fields[0], 0, dash, 16);
                long end = Long.parseUnsignedLong(fields[0], dash + 1, fields[0].length(), 16);
                if (Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0) {
                    return position(List.of(fields), address - start, object);
                }
            }
        } catch (IpcException e) {
            throw e;
        } catch (IOException e) {
            throw PosixFailure.ofJdk(MAPS, Constants.O_RDONLY, MAPS, e);
        } catch (RuntimeException e) {
            throw new IpcException(MAPS, "unreadable", e.toString());
        }
        throw new IpcException(MAPS, "absent", object + " is not mapped");
    }

    /** Reads the fields of a line: addresses, permissions, offset, device, inode and an optional path. */
    private static Position position(List<String> fields, long into, String object) throws IOException {
        String inode = fields.get(4);
        long offset = Long.parseUnsignedLong(fields.get(2), 16) + into;
        boolean segment = fields.size() == FIELDS && fields.get(5).startsWith(SYSV); // the id of a segment may be 0
        if (!segment && inode.equals("0")) {
            throw new IpcException(object, "unsupported", "the memory is private to this process");
        }
        Object word = segment
                ? new LockName.Segment(ipcNamespace(), inode)
                : fields.get(3).replace(':', '-') + "-" + inode;
        return new Position(word.toString(), offset);
    }

    /** Returns the number of this process's IPC namespace. The id of a segment is unique only within one namespace. */
    public static String ipcNamespace() throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString(); // ipc:[4026531839]
        return link.substring(link.indexOf('[') + 1, link.indexOf(']'));
    }
}
