package io.nativeipc.inventory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The processes that have files open or mapped. One scan of /proc, made at the first question, answers all questions.
 * This process is left out.
 */
final class Holders {
    private static final Path PROC = Path.of("/proc");

    /** The initial PID namespace, which sees every process: PROC_PID_INIT_INO of the kernel. */
    private static final String INITIAL = "pid:[4026531836]";

    /** A line of /proc/PID/maps: address perms offset major:minor inode path. */
    private static final Pattern MAPPING =
            Pattern.compile("\\S+ \\S+ \\S+ (\\p{XDigit}+):(\\p{XDigit}+) ([1-9][0-9]*) +(.*)");

    private static final Pattern SOCKET = Pattern.compile("socket:\\[([0-9]+)]");

    private final Map<FileId, TreeSet<Long>> byFile = new HashMap<>();

    /** Why processes may hold files that this scan cannot see; null if it sees all. */
    private @Nullable String unknown;

    private boolean scanned;

    /** Returns why /proc does not show all processes to this one; null if it does. */
    private static @Nullable String hidden() {
        if (!isOfThisNamespace()) {
            return "/proc shows the processes of another PID namespace";
        } else if (!Files.exists(PROC.resolve("1"))) { // every PID namespace has a process with this number
            return "other users' processes are hidden (hidepid)";
        }
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid"))
                            .toString()
                            .equals(INITIAL)
                    ? null
                    : "processes outside of this PID namespace are hidden";
        } catch (IOException unreadable) {
            return "the PID namespace is unknown";
        }
    }

    /** Reports whether /proc numbers processes as this process does. */
    static boolean isOfThisNamespace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self"))
                    .toString()
                    .equals(Long.toString(ProcessHandle.current().pid()));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Returns the processes that are seen to have the file open or mapped, in ascending order. */
    List<Long> of(FileId file) {
        scanOnce();
        return List.copyOf(byFile.getOrDefault(file, new TreeSet<>()));
    }

    /** Returns why more processes may have files open than are seen; null if all are seen. */
    @Nullable
    String unknown() {
        scanOnce();
        return unknown;
    }

    private void scanOnce() {
        if (!scanned) {
            scanned = true;
            unknown = hidden();
            scan();
        }
    }

    private void scan() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != ProcessHandle.current().pid()) {
                    scan(process, pid);
                }
            }
        } catch (IOException unreadable) {
            unknown = "/proc cannot be read";
        }
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
            long inode = Long.parseUnsignedLong(mapping.group(3));
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
                Map<String, Object> attributes = Files.readAttributes(descriptor, "unix:dev,ino");
                add(new FileId(number(attributes, "dev"), number(attributes, "ino")), pid);
            }
        } catch (IOException closedMeanwhile) {
            return;
        }
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Long number ? number : 0;
    }

    private void add(FileId file, long pid) {
        byFile.computeIfAbsent(file, absent -> new TreeSet<>()).add(pid);
    }
}
