package io.nativeipc.cli;

import io.nativeipc.NativeIpc;
import io.nativeipc.inventory.Limits;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports what Linux allows, and what each limit means. */
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
        {"vm.overcommit_memory", "0, 1: more memory may be reserved than exists; 2: never"},
    };

    private UnixDiagnosis() {}

    static void addTo(Diagnosis diagnosis) {
        diagnosis.require(
                "native library",
                "missing",
                "loaded; native access is allowed",
                () -> "version " + NativeIpc.libraryVersion());
        addPlaces(diagnosis);
        for (String[] limit : LIMITS) {
            String reached = reached(limit[0]);
            if (reached.isEmpty()) {
                diagnosis.add(limit[0], Limits.value(limit[0]), limit[1]);
            } else {
                diagnosis.fail(limit[0], Limits.value(limit[0]), limit[1] + ": " + reached);
            }
        }
        diagnosis.require(
                "RLIMIT_MSGQUEUE",
                "unknown",
                "bytes of all POSIX queues of one user (ulimit -q)",
                UnixDiagnosis::queueBytes);
    }

    /** Returns a text if a limit is reached; empty if it is not, or if that is unknown. */
    private static String reached(String limit) {
        String[] values = Limits.value(limit).split(" ", -1);
        String most = values[values.length - 1]; // for kernel.sem the number of sets
        int used = Limits.used(limit).orElse(-1); // that it does not count objects, or they are not visible
        boolean full = used >= 0 && most.matches("\\d{1,9}") && used >= Integer.parseInt(most);
        return full ? used + " of " + most + " in use, no other can be created (sysctl -w " + limit + "=...)" : "";
    }

    private static String queueBytes() {
        long bytes = Limits.queueBytes();
        return bytes == Long.MAX_VALUE ? "unlimited" : Long.toString(bytes);
    }

    private static void addPlaces(Diagnosis diagnosis) {
        Path shm = Path.of("/dev/shm");
        String without = "no POSIX shared memory or semaphores";
        if (!Files.isDirectory(shm)) {
            diagnosis.fail("/dev/shm", "absent", without + " (mount -t tmpfs none /dev/shm)");
        } else if (!Files.isWritable(shm)) {
            diagnosis.fail("/dev/shm", "not writable", without + ": it is mounted read-only, or its mode is not 1777");
        } else {
            addSpace(diagnosis, shm);
        }
        diagnosis.require(
                "mqueue",
                "unknown",
                "where it is mounted, ls lists POSIX queues (mount -t mqueue none /dev/mqueue)",
                () -> Limits.queueFolder().map(folder -> "mounted on " + folder).orElse("not mounted"));
    }

    private static void addSpace(Diagnosis diagnosis, Path shm) {
        String what = shm.toString();
        try {
            FileStore store = Files.getFileStore(shm);
            String space = store.getUsableSpace() + " free of " + store.getTotalSpace();
            if (store.getUsableSpace() == 0) {
                diagnosis.fail(what, space, "it is full: remove leftovers, or mount -o remount,size=1G /dev/shm");
            } else {
                diagnosis.add(what, space, "for POSIX shared memory and semaphores");
            }
        } catch (IOException e) {
            diagnosis.fail(what, "unknown", diagnosis.tell(what, e));
        }
    }
}
