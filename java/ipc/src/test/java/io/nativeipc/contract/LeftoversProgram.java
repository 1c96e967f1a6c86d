package io.nativeipc.contract;

import io.nativeipc.NamedPipeServer;
import io.nativeipc.Region;
import io.nativeipc.creations.Creation;
import io.nativeipc.creations.Creations;
import io.nativeipc.posix.Fifo;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
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
    private static final RingOptions OPTIONS = new RingOptions(1, 4096, 600, false);

    /** What the last cleaning left, with the reasons. */
    private static final List<Creations.Kept> KEPT = new ArrayList<>();

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
                case "ring" -> {
                    SysVSharedMemory region = SysVSharedMemory.create(SysVKey.PRIVATE, OPTIONS.byteSize());
                    opened(RingChannel.create(region, OPTIONS));
                    System.out.println("ok " + opened(region) + " " + lockPath(region));
                }
                case "join" -> {
                    SysVSharedMemory region = SysVSharedMemory.attach(Integer.parseInt(words[1]));
                    opened(region);
                    System.out.println("ok " + opened(RingChannel.open(region)));
                }
                case "kept" -> System.out.println("ok " + KEPT);
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

    private static String lockPath(Region region) {
        byte[] bytes = new byte[region.buffer().getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET)];
        region.buffer().get(RingLayout.LOCK_PATH_OFFSET, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String clean() {
        KEPT.clear();
        try {
            Creations.Cleanup cleanup = Creations.removeLeftovers();
            KEPT.addAll(cleanup.kept());
            return cleanup.removed().stream()
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
