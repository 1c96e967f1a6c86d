package io.nativeipc.contract;

import io.nativeipc.FileStat;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.inventory.Leftovers;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PeerCredentials;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVPerm;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates one object of each kind as the user and group 4294967294, and checks the owner and group that the library
 * reports.
 */
public final class HighUserProgram {
    static final long ID = 4294967294L;

    private static final List<String> WRONG = new ArrayList<>();

    private HighUserProgram() {}

    /**
     * Speaks the line protocol of {@link io.nativeipc.peer.Peer}. Answers any command with the list of failed checks.
     */
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        System.in.read();
        exact();
        portable();
        System.out.println("ok " + WRONG);
    }

    private static void exact() throws Exception {
        String name = Unique.posixName();
        Permissions group = Permissions.OWNER.withGroup(ID);
        try (PosixSharedMemory memory = PosixSharedMemory.create(name, 64, group)) {
            memory.unlink();
            check("memory", memory.requireOwner(ID).stat());
        }
        try (PosixSemaphore semaphore = PosixSemaphore.create(name, 1, group)) {
            check("semaphore", semaphore.requireOwner(ID).stat());
            semaphore.unlink();
        }
        try (PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 1, group)) {
            queue.unlink();
            check("queue", queue.stat());
        }
        Path path = Unique.path();
        Fifo.create(path, group);
        check("fifo", Fifo.stat(path));
        Fifo.unlink(path);
        try (UnixServerSocket server = UnixServerSocket.create(path, group);
                UnixSocket client = UnixSocket.connect(path);
                UnixSocket accepted = server.accept()) {
            check("socket", server.stat());
            check("peer", client.peer());
            check("client", accepted.peer());
        }
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, 64, group)) {
            segment.remove();
            check("segment", segment.stat().perm());
        }
        try (SysVSemaphoreSet set = SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[] {1}, group)) {
            check("set", set.stat().perm());
            set.remove();
        }
        try (SysVMessageQueue queue = SysVMessageQueue.create(SysVKey.PRIVATE, group)) {
            check("System V queue", queue.stat().perm());
            if (Leftovers.list().entries().stream()
                    .noneMatch(entry -> entry.address().equals(queue.toString()))) {
                WRONG.add("the list of creations: " + Leftovers.list().entries());
            }
            queue.remove();
        }
    }

    /** Opens objects by portable names, which requires that this user is their owner. */
    private static void portable() throws Exception {
        String name = Unique.name();
        try (SharedMemory memory = SharedMemory.create(name, 64);
                NamedSemaphore semaphore = NamedSemaphore.create(name, 1);
                NamedMutex mutex = NamedMutex.create(name)) {
            try (SharedMemory same = SharedMemory.open(name);
                    NamedSemaphore its = NamedSemaphore.open(name);
                    NamedMutex other = NamedMutex.open(name)) {
                if (same.byteSize() != 64 || !its.tryAcquire() || !other.tryAcquire()) {
                    WRONG.add("not the object");
                }
                other.release();
            } finally {
                memory.unlink();
                semaphore.unlink();
                mutex.unlink();
            }
        }
        String pipe = Unique.path().toString();
        try (NamedPipeServer server = NamedPipeServer.create(pipe);
                NamedPipe client = NamedPipe.connect(pipe);
                NamedPipe accepted = server.tryAccept(Duration.ofSeconds(10)).orElseThrow()) {
            if (!client.isOpen() || !accepted.isOpen()) {
                WRONG.add("not open");
            }
        }
    }

    private static void check(String what, FileStat stat) {
        check(what, stat.uid(), stat.gid(), stat);
    }

    private static void check(String what, PeerCredentials peer) {
        check(what, peer.uid(), peer.gid(), peer);
    }

    private static void check(String what, SysVPerm perm) {
        check(what, perm.uid(), perm.gid(), perm);
        check(what, perm.creatorUid(), perm.creatorGid(), perm);
    }

    private static void check(String what, long uid, long gid, Object shown) {
        if (uid != ID || gid != ID || shown.toString().contains("=-")) {
            WRONG.add(what + ": " + shown);
        }
    }
}
