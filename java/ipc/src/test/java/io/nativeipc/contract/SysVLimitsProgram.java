package io.nativeipc.contract;

import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Exceeds a limit of System V objects in its own IPC namespace, which has its own limits.
 * {@code SETTING VALUE OBJECT COUNT SIZE} sets {@code kernel.SETTING} (with commas for spaces), creates that many
 * objects of the size and one more, and returns the message of the failure. A {@code message} of the size is sent and
 * received.
 */
public final class SysVLimitsProgram {
    private SysVLimitsProgram() {}

    /** Speaks the line protocol of {@link io.nativeipc.peer.Peer}. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            System.out.println(meet(line.split(" ", -1)));
        }
    }

    private static String meet(String... words) throws IOException {
        Path setting = Path.of("/proc/sys/kernel", words[0]);
        String before = Files.readAllLines(setting).get(0);
        Files.writeString(setting, words[1].replace(',', ' '));
        try {
            create(words[2], Integer.parseInt(words[3]), Integer.parseInt(words[4]));
            return "ok nothing failed";
        } catch (IOException refused) {
            return "error " + refused.getClass().getSimpleName() + " " + refused.getMessage();
        } finally {
            Files.writeString(setting, before);
        }
    }

    /** Creates the objects recursively, so that each is removed. */
    private static void create(String object, int count, int size) throws IOException {
        switch (object) {
            case "segment" -> {
                try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, size)) {
                    try {
                        more(object, count, size);
                    } finally {
                        segment.remove();
                    }
                }
            }
            case "queue" -> {
                try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE)) {
                    try {
                        more(object, count, size);
                    } finally {
                        queue.remove();
                    }
                }
            }
            case "message" -> {
                Files.writeString(Path.of("/proc/sys/kernel/msgmnb"), Integer.toString(size));
                try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE)) {
                    try {
                        queue.trySend(Buffers.pattern(size, false), 7);
                        queue.tryReceive(MessageTypes.ANY, (message, type) -> {
                            if (type != 7 || !message.equals(Buffers.pattern(size, false))) {
                                throw new IOException("type " + type + ", " + message);
                            }
                        });
                        if (queue.stat().messages() > 0) {
                            throw new IOException("the message is still there");
                        }
                    } finally {
                        queue.remove();
                    }
                }
            }
            default -> {
                try (SysVSemaphoreSet set = SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[size])) {
                    try {
                        if (object.equals("operations")) {
                            set.tryOperate(operations(count));
                        } else {
                            more(object, count, size);
                        }
                    } finally {
                        set.remove();
                    }
                }
            }
        }
    }

    private static void more(String object, int count, int size) throws IOException {
        if (count > 0) {
            create(object, count - 1, size);
        }
    }

    private static SemaphoreOperations operations(int count) {
        SemaphoreOperations operations = SemaphoreOperations.of(0, 1);
        for (int i = 1; i < count; i++) {
            operations = operations.and(0, 1);
        }
        return operations;
    }
}
