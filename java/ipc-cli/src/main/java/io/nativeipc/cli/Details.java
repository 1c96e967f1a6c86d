package io.nativeipc.cli;

import io.nativeipc.FileStat;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.unix.ListeningSocket;
import io.nativeipc.internal.unix.PipePath;
import io.nativeipc.inventory.FileId;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.QueueAttributes;
import io.nativeipc.posix.QueueOpenOption;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The details that {@code stat} shows in addition to the listing, read from the object itself. A detail that cannot be
 * read is shown as unknown. Memory is never attached.
 */
final class Details {
    private Details() {}

    /** Adds the details of the object's kind. */
    static void add(ObjectInfo object) throws IOException {
        switch (object.address.kind()) {
            case SYSV_SEM -> addSemaphores(object);
            case SYSV_MQ -> addQueue(object);
            case POSIX_SEM -> addSemaphore(object);
            case POSIX_MQ -> addPosixQueue(object);
            case UNIX -> addSocket(object, Path.of(object.address.name()));
            case PIPE -> addPipe(object);
            default -> {}
        }
    }

    /** Returns the information of a queue that is not visible as a file, because its file system is not mounted. */
    static ObjectInfo openedQueue(IpcAddress address) throws IpcException {
        try (PosixMessageQueue queue = PosixMessageQueue.open(address.name(), QueueOpenOption.RECEIVE_ONLY)) {
            FileStat stat = queue.stat();
            ObjectInfo object = new ObjectInfo(address, stat.uid(), stat.gid(), stat.permissions());
            object.file = new FileId(stat.device(), stat.inode());
            object.details.put("modified", stat.modifyTime());
            object.details.put("changed", stat.changeTime());
            return object;
        }
    }

    private static void addSemaphores(ObjectInfo object) {
        try (SysVSemaphoreSet set = SysVSemaphoreSet.attach(idOf(object))) {
            object.details.put("values", words(set.values()));
            int[] waiting = new int[set.count()];
            int[] lastPids = new int[set.count()];
            for (int i = 0; i < waiting.length; i++) {
                waiting[i] = set.waiting(i);
                lastPids[i] = set.lastPid(i);
            }
            object.details.put("waiting", words(waiting));
            object.details.put("lastPids", words(lastPids));
        } catch (IOException refused) {
            object.details.put("values", "unknown: " + refused.getMessage());
        }
    }

    private static void addQueue(ObjectInfo object) {
        try (SysVMessageQueue queue = SysVMessageQueue.attach(idOf(object))) {
            object.details.put("maxBytes", queue.stat().maxBytes());
        } catch (IpcException refused) {
            object.details.put("maxBytes", "unknown: " + refused.getMessage());
        }
    }

    private static int idOf(ObjectInfo object) {
        if (object.id == null) {
            throw new IllegalStateException(object.address + " has no id");
        }
        return object.id;
    }

    /**
     * Adds the value of a semaphore. sem_getvalue(3) would map the semaphore, which a process with write access could
     * truncate, so that this process fails. Both glibc and musl keep the value in the first int of the file, musl with
     * a flag in the highest bit.
     */
    private static void addSemaphore(ObjectInfo object) throws IOException {
        Path file = FileTables.fileOf(object.address);
        if (file == null || !Platform.current().isLinux()) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(Integer.BYTES);
            if (first.length == Integer.BYTES) {
                ByteBuffer value = ByteBuffer.wrap(first).order(ByteOrder.nativeOrder());
                object.details.put("value", value.getInt(0) & Integer.MAX_VALUE);
            }
        } catch (java.nio.file.AccessDeniedException refused) {
            object.details.put("value", "unknown: this user may not read it");
        }
    }

    private static void addPosixQueue(ObjectInfo object) {
        try (PosixMessageQueue queue = PosixMessageQueue.open(object.address.name(), QueueOpenOption.RECEIVE_ONLY)) {
            QueueAttributes attributes = queue.attributes();
            object.details.put("messages", attributes.messages());
            object.details.put("maxMessages", attributes.maxMessages());
            object.details.put("messageSize", attributes.messageSize());
        } catch (IpcException refused) {
            object.details.put("messages", "unknown: " + refused.getMessage());
        }
    }

    /** Adds the details of a pipe, which is the Unix socket that .NET uses for it. */
    private static void addPipe(ObjectInfo object) throws IOException {
        Path socket = PipePath.of(object.address.name());
        object.details.put("socket", "unix:" + socket);
        addSocket(object, socket);
    }

    private static void addSocket(ObjectInfo object, Path socket) throws IOException {
        OptionalLong inode = ListeningSocket.inode(socket);
        object.details.put("listening", inode.isPresent());
        object.file = inode.isPresent() ? new FileId(FileId.SOCKETS, inode.getAsLong()) : null;
    }

    private static String words(int[] numbers) {
        return String.join(
                " ", Arrays.stream(numbers).mapToObj(Integer::toString).toList());
    }
}
