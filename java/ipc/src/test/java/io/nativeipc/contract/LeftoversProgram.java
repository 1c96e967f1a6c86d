package io.nativeipc.contract;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.Region;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.CreationList;
import io.nativeipc.internal.journal.Creations;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.journal.RuntimeFolder;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.inventory.Leftovers;
import io.nativeipc.inventory.ObjectInfo;
import io.nativeipc.memory.LatestValue;
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
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A program that creates objects on command and removes leftovers of other processes, in a test's runtime folder. */
public final class LeftoversProgram {
    private static final List<Object> OPEN = new ArrayList<>();
    private static final long SIZE = 4096;
    private static final RingOptions OPTIONS = new RingOptions(1, 4096, 600, false);

    /** The objects that the last cleaning kept, with the reasons. */
    private static final List<Leftovers.Kept> KEPT = new ArrayList<>();

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
                            + opened(SysVSemaphoreSet.create(SysVKey.PRIVATE, new int[] {1})) + " "
                            + opened(SysVMessageQueue.create(SysVKey.PRIVATE)));
                case "ring" -> {
                    SysVSharedMemory region = SysVSharedMemory.create(SysVKey.PRIVATE, OPTIONS.byteSize());
                    try {
                        opened(RingChannel.create(region, OPTIONS));
                        System.out.println("ok " + opened(region) + " " + lockPath(region));
                    } catch (AccessDeniedException refused) {
                        region.remove();
                        System.out.println("ok refused " + refused.getMessage());
                    }
                }
                case "channel", "value" -> System.out.println("ok " + place(words[0], words[1]));
                case "join" -> {
                    SysVSharedMemory region = SysVSharedMemory.attach(Integer.parseInt(words[1]));
                    opened(region);
                    System.out.println("ok " + opened(RingChannel.open(region)));
                }
                case "intend" -> {
                    intend(CreatedKind.valueOf(words[1]), words[2]);
                    System.out.println("ok");
                }
                case "half" -> {
                    intend(CreatedKind.valueOf(words[1]), words[2]);
                    System.out.println("ok " + make(CreatedKind.valueOf(words[1]), words[2], Intent.UNFINISHED));
                }
                case "make" -> System.out.println("ok " + make(CreatedKind.valueOf(words[1]), words[2], 0600));
                case "exists" -> System.out.println("ok " + exists(CreatedKind.valueOf(words[1]), words[2]));
                case "drop" -> System.out.println("ok " + drop(CreatedKind.valueOf(words[1]), words[2]));
                case "fill" -> {
                    fill(Path.of(words[1]));
                    System.out.println("ok");
                }
                case "delete" -> {
                    Files.delete(Path.of(words[1]));
                    System.out.println("ok");
                }
                case "known" -> System.out.println("ok " + known());
                case "kept" -> System.out.println("ok " + KEPT);
                case "clean" -> System.out.println("ok " + clean());
                case "list" -> System.out.println("ok " + list());
                case "origin" -> System.out.println("ok " + origin(words[1]));
                default -> System.out.println("error usage");
            }
        }
    }

    private static Object opened(Object object) {
        OPEN.add(object);
        return object;
    }

    private static String place(String contents, String idOrPath) throws IOException {
        Region region = (Region) opened(region(idOrPath));
        try {
            opened(contents.equals("value") ? LatestValue.create(region, 8) : RingChannel.create(region, OPTIONS));
            return "";
        } catch (IpcException refused) {
            return "refused " + refused.getMessage();
        }
    }

    private static Region region(String idOrPath) throws IOException {
        return idOrPath.startsWith("/")
                ? MappedFile.open(Path.of(idOrPath))
                : SysVSharedMemory.attach(Integer.parseInt(idOrPath));
    }

    private static void intend(CreatedKind kind, String name) {
        opened(kind == CreatedKind.SYSV_SHM ? Creations.beginSegment(name, SIZE) : Creations.begin(kind, name));
    }

    /**
     * Creates the object as the library does, but records nothing. The mode applies only to sockets and POSIX message
     * queues.
     */
    private static long make(CreatedKind kind, String name, int mode) throws IOException {
        int exclusively = Constants.IPC_CREAT | Constants.IPC_EXCL | 0600;
        int flags = Constants.O_RDWR | Constants.O_CREAT | Constants.O_EXCL;
        return switch (kind) {
            case FIFO -> Native.posix().mkfifo(name, 0600);
            case UNIX -> {
                opened(ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(name)));
                yield Native.posix().chmod(name, mode);
            }
            case SYSV_SHM -> Native.posix().shmget(key(name), SIZE, exclusively);
            case SYSV_SEM -> Native.posix().semget(key(name), 1, exclusively);
            case SYSV_MQ -> Native.posix().msgget(key(name), exclusively);
            case POSIX_MQ -> Native.shim().ipc_mq_open(name, flags, mode, 1, 8);
            case POSIX_SHM -> Native.shim().ipc_shm_open(name, flags, 0600);
            default -> Native.shim().ipc_open(name, flags, 0600);
        };
    }

    private static int key(String name) {
        return Integer.parseUnsignedInt(name.substring(2), 16);
    }

    private static boolean exists(CreatedKind kind, String name) {
        return switch (kind) {
            case SYSV_SHM -> Native.posix().shmget(key(name), 0, 0) >= 0;
            case SYSV_SEM -> Native.posix().semget(key(name), 0, 0) >= 0;
            case SYSV_MQ -> Native.posix().msgget(key(name), 0) >= 0;
            case POSIX_MQ -> Native.shim().ipc_mq_open(name, Constants.O_RDWR, 0, 0, 0) >= 0;
            case POSIX_SHM -> Files.exists(Path.of("/dev/shm" + name));
            default -> Files.exists(Path.of(name));
        };
    }

    private static int drop(CreatedKind kind, String name) {
        return switch (kind) {
            case SYSV_SHM -> Native.shim().ipc_shmctl(Native.posix().shmget(key(name), 0, 0), Constants.IPC_RMID, null);
            case SYSV_SEM ->
                Native.shim().ipc_semctl_val(Native.posix().semget(key(name), 0, 0), 0, Constants.IPC_RMID, 0);
            case SYSV_MQ -> Native.shim().ipc_msgctl(Native.posix().msgget(key(name), 0), Constants.IPC_RMID, null);
            case POSIX_MQ -> Native.posix().mq_unlink(name);
            case POSIX_SHM -> Native.posix().shm_unlink(name);
            default -> Native.posix().unlink(name);
        };
    }

    private static String lockPath(Region region) {
        byte[] bytes = new byte[region.buffer().getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET)];
        region.buffer().get(RingLayout.LOCK_PATH_OFFSET, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes to the file until its file system is full. */
    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(0);
            }
        } catch (IOException full) {
            if (Files.getFileStore(file).getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    /** Returns how many lines the lists have, and whether all of them can be read. */
    private static String known() throws IOException {
        int count = 0;
        boolean known = true;
        try (RuntimeFolder folder = RuntimeFolder.open()) {
            for (String name : folder == null ? List.<String>of() : CreationList.names(folder)) {
                CreationList list = CreationList.open(folder, name);
                if (list != null) {
                    CreationList.Content content = list.read();
                    list.release();
                    count += content.creations().size();
                    known &= content.known();
                }
            }
        }
        return known + " " + count;
    }

    private static String clean() {
        KEPT.clear();
        try {
            Leftovers.Cleanup cleanup = Leftovers.remove();
            KEPT.addAll(cleanup.kept());
            return String.join(" ", "removed", String.join(" ", cleanup.removed()));
        } catch (IOException refused) {
            return "refused " + refused.getMessage();
        }
    }

    private static String origin(String address) throws IOException {
        ObjectInfo object = Inventory.find(IpcAddress.parse(address));
        return object.leftover() + " " + object.originUnknown();
    }

    private static String list() {
        try {
            return Leftovers.list().entries().stream()
                    .map(entry -> entry.address() + "=" + entry.creator().state() + "=" + entry.proven())
                    .collect(Collectors.joining(" ", "listed ", ""));
        } catch (IOException refused) {
            return "refused " + refused.getMessage();
        }
    }
}
