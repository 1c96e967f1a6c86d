package io.nativeipc.cli;

import io.nativeipc.os.Constants;
import io.nativeipc.os.Native;
import io.nativeipc.os.Sysctl;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux allows, and what each limit means. */
final class UnixDiagnosis {
    private static final String[][] LIMITS = {
        {"kernel.shmmax", "bytes of the largest System V segment"},
        {"kernel.shmall", "pages of all System V segments"},
        {"kernel.shmmni", "System V segments"},
        {"kernel.sem", "System V semaphores: in one set, in all sets, operations of one call, sets"},
        {"kernel.msgmni", "System V message queues"},
        {"kernel.msgmax", "bytes of the largest System V message"},
        {"kernel.msgmnb", "bytes of messages that a new System V queue takes"},
        {"fs.mqueue.queues_max", "POSIX message queues"},
        {"fs.mqueue.msg_max", "messages that an unprivileged user's POSIX queue takes"},
        {"fs.mqueue.msgsize_max", "bytes of the largest message of an unprivileged user's POSIX queue"},
        {"fs.pipe-max-size", "bytes that a FIFO can be made to hold without privilege; 65536 by default"},
        {"vm.overcommit_memory", "0 and 1: memory may be promised that there is not; 2: never"},
    };

    private UnixDiagnosis() {}

    static void addTo(Table table) throws IOException {
        int version = Native.shim().ipc_version(); // loads it
        table.add("native library", "version " + version, "loaded; native access is allowed");
        addPlaces(table);
        for (String[] limit : LIMITS) {
            table.add(limit[0], Sysctl.value(limit[0]), limit[1]);
        }
        long bytes = Native.shim().ipc_getrlimit(Constants.RLIMIT_MSGQUEUE);
        String most = bytes == Long.MAX_VALUE ? "unlimited" : Long.toString(bytes);
        table.add("RLIMIT_MSGQUEUE", most, "bytes of all POSIX queues of one user (ulimit -q)");
    }

    private static void addPlaces(Table table) throws IOException {
        Path shm = Path.of("/dev/shm");
        if (Files.isDirectory(shm)) {
            FileStore store = Files.getFileStore(shm);
            table.add(
                    "/dev/shm",
                    store.getUsableSpace() + " free",
                    "of " + store.getTotalSpace() + " bytes for POSIX shared memory and semaphores");
        } else {
            table.add("/dev/shm", "absent", "no POSIX shared memory or semaphores (mount -t tmpfs none /dev/shm)");
        }
        Path queues = FileTables.queueMount();
        table.add(
                "mqueue",
                queues == null ? "not mounted" : "mounted on " + queues,
                queues == null
                        ? "queues work, but ls cannot list them (mount -t mqueue none /dev/mqueue)"
                        : "ls lists POSIX message queues");
    }
}
