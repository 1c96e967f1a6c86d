package io.nativeipc.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The processes that have files open or mapped, from one scan of /proc. */
final class Holders {
    /** A line of /proc/PID/maps: address perms offset major:minor inode path. */
    private static final Pattern MAPPING =
            Pattern.compile("\\S+ \\S+ \\S+ (\\p{XDigit}+):(\\p{XDigit}+) ([1-9][0-9]*) +(.*)");

    private static final Pattern SOCKET = Pattern.compile("socket:\\[([0-9]+)]");

    private final Map<FileId, TreeSet<Long>> byFile = new HashMap<>();

    /** Why processes may hold files that this scan cannot see; null if it sees all. */
    private @Nullable String unknown = Processes.hidden();

    private Holders() {}

    /** Scans all processes except this one. */
    static Holders scan() {
        Holders holders = new Holders();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != ProcessHandle.current().pid()) {
                    holders.scan(process, pid);
                }
            }
        } catch (IOException unreadable) {
            holders.unknown = "/proc cannot be read";
        }
        return holders;
    }

    /**
     * Adds the processes that hold the object, and whether there may be more. If a segment has no attachments, the
     * answer is complete.
     */
    void addTo(ObjectInfo object) {
        FileId file = object.file;
        if (file == null) {
            return;
        }
        TreeSet<Long> pids = byFile.getOrDefault(file, new TreeSet<>());
        boolean none = pids.isEmpty() && file.device() == FileId.SYSV && Objects.equals(object.attached, 0L);
        object.holdersUnknown = none ? null : unknown;
        object.holders = pids.isEmpty() && object.holdersUnknown != null ? null : List.copyOf(pids);
    }

    private void scan(Path process, long pid) {
        try {
            for (String line :
                    Files.readAllLines(process.resolve("maps"), java.nio.charset.StandardCharsets.ISO_8859_1)) {
                addMapping(line, pid);
            }
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
                for (Path descriptor : descriptors) {
                    addDescriptor(descriptor, pid);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException hiddenOrGone) {
            if (Files.exists(process)) {
                unknown = "what other users' processes hold is hidden";
            }
        }
    }

    private void addMapping(String line, long pid) {
        Matcher mapping = MAPPING.matcher(line);
        if (mapping.matches()) {
            long inode = Long.parseLong(mapping.group(3));
            long device = FileId.device(Long.parseLong(mapping.group(1), 16), Long.parseLong(mapping.group(2), 16));
            add(new FileId(mapping.group(4).startsWith("/SYSV") ? FileId.SYSV : device, inode), pid);
        }
    }

    private void addDescriptor(Path descriptor, long pid) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            Matcher socket = SOCKET.matcher(target);
            if (socket.matches()) {
                add(new FileId(FileId.SOCKETS, Long.parseLong(socket.group(1))), pid);
            } else if (target.startsWith("/")) {
                add(UnixAttributes.of(descriptor).id(), pid);
            }
        } catch (IOException closedMeanwhile) {
            return;
        }
    }

    private void add(FileId file, long pid) {
        byFile.computeIfAbsent(file, absent -> new TreeSet<>()).add(pid);
    }
}
