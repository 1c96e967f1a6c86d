package io.nativeipc.contract;

import io.nativeipc.MappedFile;
import io.nativeipc.Permissions;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program that another user runs: it opens what it is told to, and answers with what it finds or with the error. */
public final class OtherUser {
    private OtherUser() {}

    /** Speaks the line protocol of {@link io.nativeipc.peer.Peer}: {@code KIND NAME}. */
    public static void main(String[] args) throws IOException {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            String[] words = line.split(" ", 2);
            try {
                System.out.println("ok " + open(words[0], words[1]));
            } catch (IOException e) {
                System.out.println("error " + e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }

    private static Object open(String kind, String name) throws IOException {
        switch (kind) {
            case "sysv-shm":
                try (SysVSharedMemory segment = SysVSharedMemory.open(SysVKey.of(Integer.decode(name)))) {
                    return segment.buffer().getInt(0);
                }
            case "sysv-shm-read-only":
                try (SysVSharedMemory segment = SysVSharedMemory.openReadOnly(SysVKey.of(Integer.decode(name)))) {
                    return segment.buffer().getInt(0);
                }
            case "posix-shm-read-only":
                try (PosixSharedMemory memory = PosixSharedMemory.openReadOnly(name)) {
                    return memory.buffer().getInt(0);
                }
            case "posix-shm":
                try (PosixSharedMemory memory = PosixSharedMemory.open(name)) {
                    return memory.buffer().getInt(0);
                }
            case "file":
                try (MappedFile file = MappedFile.open(Path.of(name))) {
                    return file.buffer().getInt(0);
                }
            case "fifo":
                try (Fifo reader = Fifo.openReader(Path.of(name))) {
                    return reader.tryRead(ByteBuffer.allocate(1));
                }
            case "posix-sem":
                try (PosixSemaphore semaphore = PosixSemaphore.open(name)) {
                    return semaphore.value();
                }
            case "posix-sem-unlink":
                PosixSemaphore.unlink(name);
                return "";
            case "posix-sem-chmod":
                try (PosixSemaphore semaphore = PosixSemaphore.open(name)) {
                    semaphore.setPermissions(Permissions.OWNER);
                    return "";
                }
            case "sysv-sem":
                try (SysVSemaphoreSet set = SysVSemaphoreSet.open(SysVKey.of(Integer.decode(name)))) {
                    return set.value(0);
                }
            case "sysv-sem-remove":
                SysVSemaphoreSet.remove(SysVKey.of(Integer.decode(name)));
                return "";
            default:
                throw new IllegalArgumentException(kind);
        }
    }
}
