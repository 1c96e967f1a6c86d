package io.nativeipc.contract;

import io.nativeipc.NamedPipeServer;
import io.nativeipc.creations.Creation;
import io.nativeipc.creations.Creations;
import io.nativeipc.posix.Fifo;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A program that creates what it is told, and removes what others have left behind, in a runtime folder of a test. */
public final class LeftoversProgram {
    private static final List<Object> OPEN = new ArrayList<>();

    private LeftoversProgram() {}

    /** Speaks the line protocol of {@link io.nativeipc.peer.Peer}. */
    public static void main(String[] args) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "pipe" -> System.out.println("ok " + opened(NamedPipeServer.create(words[1])));
                case "fifo" -> {
                    Fifo.create(Path.of(words[1]));
                    System.out.println("ok");
                }
                case "sysv" ->
                    System.out.println("ok "
                            + opened(SysVSharedMemory.create(SysVKey.PRIVATE, 4096)) + " "
                            + opened(SysVSemaphoreSet.create(SysVKey.PRIVATE, 1)) + " "
                            + opened(SysVMessageQueue.create(SysVKey.PRIVATE)));
                case "clean" -> System.out.println("ok " + clean());
                case "list" -> System.out.println("ok " + list());
                default -> System.out.println("error usage");
            }
        }
    }

    private static Object opened(Object object) {
        OPEN.add(object);
        return object;
    }

    private static String clean() {
        try {
            return Creations.removeLeftovers().removed().stream()
                    .map(Creation::address)
                    .collect(Collectors.joining(" ", "removed ", ""));
        } catch (IOException refused) {
            return "refused " + refused.getMessage();
        }
    }

    private static String list() {
        try {
            return Creations.entries().stream()
                    .map(entry -> entry.creation().address() + "=" + entry.creator() + "=" + entry.proven())
                    .collect(Collectors.joining(" ", "listed ", ""));
        } catch (IOException refused) {
            return "refused " + refused.getMessage();
        }
    }
}
