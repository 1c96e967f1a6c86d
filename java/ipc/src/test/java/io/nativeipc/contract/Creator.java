package io.nativeipc.contract;

import io.nativeipc.NamedMutex;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
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
import java.util.ArrayList;
import java.util.List;

/** A program that creates an object of each kind with the given name and key, until it ends or is killed. */
public final class Creator {
    private static final List<Object> USED = new ArrayList<>();

    private Creator() {}

    /**
     * Speaks the line protocol of {@link io.nativeipc.peer.Peer}: {@code create}, {@code create-one}, {@code open},
     * which uses the objects that another process has created, {@code remove}.
     */
    public static void main(String[] args) throws IOException {
        String name = args[0];
        SysVKey key = SysVKey.of(Integer.parseUnsignedInt(args[1].substring(2), 16));
        Path fifo = Path.of("/tmp" + name);
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            switch (line) {
                case "create-one" -> System.out.println("ok " + PosixSharedMemory.create(name, 64));
                case "create" -> {
                    Fifo.create(fifo);
                    System.out.println("ok " + PosixSharedMemory.create(name, 64) + " " + PosixSemaphore.create(name, 1)
                            + " " + PosixMessageQueue.create(name, 1, 8) + " " + NamedMutex.create(name.substring(1))
                            + " " + SysVSharedMemory.create(key, 64) + " "
                            + SysVSemaphoreSet.create(key, new int[] {1}) + " " + SysVMessageQueue.create(key)
                            + " fifo:" + fifo
                            + " " + RingChannel.create(name + "-r"));
                }
                case "open" -> {
                    USED.add(PosixSharedMemory.open(name));
                    USED.add(PosixSemaphore.open(name));
                    USED.add(PosixMessageQueue.open(name));
                    USED.add(NamedMutex.open(name.substring(1)));
                    USED.add(SysVSharedMemory.open(key));
                    SysVSemaphoreSet.open(key).release(0);
                    SysVMessageQueue.open(key).trySend(ByteBuffer.allocate(1));
                    USED.add(Fifo.openReader(fifo));
                    USED.add(RingChannel.open(name + "-r"));
                    System.out.println("ok");
                }
                case "remove" -> {
                    Fifo.unlink(fifo);
                    RingChannel.unlink(name + "-r");
                    PosixSharedMemory.unlink(name);
                    PosixSemaphore.unlink(name);
                    PosixMessageQueue.unlink(name);
                    NamedMutex.unlink(name.substring(1));
                    SysVSharedMemory.remove(key);
                    SysVSemaphoreSet.remove(key);
                    SysVMessageQueue.remove(key);
                    System.out.println("ok");
                }
                default -> System.out.println("error usage");
            }
        }
    }
}
