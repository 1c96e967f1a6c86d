package io.nativeipc.contract;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Sysctl;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.QueueOpenOption;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A program that runs as another user. It executes commands, and answers with the result or the error. */
public final class OtherUser {
    private interface Action {
        Object run(String[] words) throws IOException, InterruptedException;
    }

    private static final Map<String, Action> ACTIONS = new HashMap<>();

    static {
        ACTIONS.put("sysv-shm", words -> {
            try (SysVSharedMemory segment = SysVSharedMemory.open(key(words))) {
                return segment.buffer().getInt(0);
            }
        });
        ACTIONS.put("sysv-shm-read-only", words -> {
            try (SysVSharedMemory segment = SysVSharedMemory.open(key(words), MemoryOpenOption.READ_ONLY)) {
                return segment.buffer().getInt(0);
            }
        });
        ACTIONS.put("posix-shm", words -> {
            try (PosixSharedMemory memory = PosixSharedMemory.open(words[1])) {
                return memory.buffer().getInt(0);
            }
        });
        ACTIONS.put("posix-shm-read-only", words -> {
            try (PosixSharedMemory memory = PosixSharedMemory.open(words[1], MemoryOpenOption.READ_ONLY)) {
                return memory.buffer().getInt(0);
            }
        });
        ACTIONS.put("file", words -> {
            try (MappedFile file = MappedFile.open(Path.of(words[1]))) {
                return file.buffer().getInt(0);
            }
        });
        ACTIONS.put("fifo", words -> {
            try (Fifo reader = Fifo.openReader(Path.of(words[1]))) {
                return reader.tryRead(ByteBuffer.allocate(1));
            }
        });
        ACTIONS.put("posix-sem", words -> {
            try (PosixSemaphore semaphore = PosixSemaphore.open(words[1])) {
                return semaphore.value();
            }
        });
        ACTIONS.put("posix-sem-unlink", words -> {
            PosixSemaphore.unlink(words[1]);
            return "";
        });
        ACTIONS.put("posix-sem-chmod", words -> {
            try (PosixSemaphore semaphore = PosixSemaphore.open(words[1])) {
                semaphore.setPermissions(Permissions.OWNER);
                return "";
            }
        });
        ACTIONS.put("mutex", words -> {
            try (NamedMutex mutex = NamedMutex.open(words[1])) {
                return mutex.tryAcquire();
            }
        });
        ACTIONS.put("mutex-create", words -> NamedMutex.create(words[1]));
        ACTIONS.put("mutex-unlink", words -> {
            NamedMutex.unlink(words[1]);
            return "";
        });
        ACTIONS.put("sysv-sem", words -> {
            try (SysVSemaphoreSet set = SysVSemaphoreSet.open(key(words))) {
                return set.value(0);
            }
        });
        ACTIONS.put("sysv-sem-remove", words -> {
            SysVSemaphoreSet.remove(key(words));
            return "";
        });
        ACTIONS.put("posix-mq", words -> {
            try (PosixMessageQueue queue = PosixMessageQueue.open(words[1])) {
                return queue.attributes().messages();
            }
        });
        ACTIONS.put("posix-mq-send", words -> {
            try (PosixMessageQueue queue = PosixMessageQueue.open(words[1], QueueOpenOption.SEND_ONLY)) {
                return queue.trySend(Buffers.text("first"), 5);
            }
        });
        ACTIONS.put("posix-mq-receive", words -> {
            try (PosixMessageQueue queue = PosixMessageQueue.open(words[1], QueueOpenOption.RECEIVE_ONLY)) {
                return priorityOf(queue);
            }
        });
        ACTIONS.put("posix-mq-unlink", words -> {
            PosixMessageQueue.unlink(words[1]);
            return "";
        });
        ACTIONS.put("posix-mq-create", words -> {
            try (PosixMessageQueue queue =
                    PosixMessageQueue.create(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]))) {
                queue.unlink();
                return queue.created();
            }
        });
        ACTIONS.put("posix-mq-exhaust", words -> exhaust(words[1]));
        ACTIONS.put("sysv-mq", words -> {
            try (SysVMessageQueue queue = SysVMessageQueue.open(key(words))) {
                return queue.stat().messages();
            }
        });
        ACTIONS.put("sysv-mq-send", words -> {
            try (SysVMessageQueue queue = SysVMessageQueue.open(key(words))) {
                return queue.trySend(Buffers.text(words[2])) + " "
                        + queue.trySend(ByteBuffer.allocate(1000), Duration.ofMillis(20));
            }
        });
        ACTIONS.put("sysv-mq-receive", words -> {
            try (SysVMessageQueue queue = SysVMessageQueue.open(key(words))) {
                return typeOf(queue);
            }
        });
        ACTIONS.put("sysv-mq-remove", words -> {
            SysVMessageQueue.remove(key(words));
            return "";
        });
        ACTIONS.put("sysv-mq-own", words -> enlargeOwn());
    }

    private OtherUser() {}

    private static long priorityOf(PosixMessageQueue queue) throws IOException {
        long[] received = {-1};
        queue.tryReceive((message, priority) -> received[0] = priority);
        return received[0];
    }

    private static long typeOf(SysVMessageQueue queue) throws IOException {
        long[] received = {-1};
        queue.tryReceive(MessageTypes.ANY, (message, type) -> received[0] = type);
        return received[0];
    }

    private static SysVKey key(String... words) {
        return SysVKey.of(Integer.parseUnsignedInt(words[1].substring(2), 16));
    }

    /** Creates queues until a limit is reached, and returns the message of that error. */
    private static String exhaust(String name) throws IpcException {
        int most = (int) Sysctl.number("fs.mqueue.msg_max", 10);
        int largest = (int) Sysctl.number("fs.mqueue.msgsize_max", 8192);
        Deque<PosixMessageQueue> queues = new ArrayDeque<>();
        try {
            while (true) {
                queues.add(PosixMessageQueue.create(name + "-" + queues.size(), most, largest));
            }
        } catch (IpcException full) {
            return full.getMessage();
        } finally {
            for (PosixMessageQueue queue : queues) {
                queue.close();
                queue.unlink();
            }
        }
    }

    private static String enlargeOwn() throws IpcException {
        try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE)) {
            try {
                queue.setMaxBytes(Sysctl.number("kernel.msgmnb", 0) + 1);
                return "enlarged";
            } finally {
                queue.remove();
            }
        }
    }

    /** Speaks the line protocol of {@link io.nativeipc.peer.Peer}: {@code ACTION NAME …}. */
    public static void main(String[] args) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            try {
                System.out.println("ok " + ACTIONS.get(words[0]).run(words));
            } catch (IOException e) {
                System.out.println("error " + e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }
}
