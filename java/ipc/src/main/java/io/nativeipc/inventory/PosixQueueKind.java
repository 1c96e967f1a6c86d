package io.nativeipc.inventory;

import io.nativeipc.FileStat;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import io.nativeipc.internal.journal.CreatedKind;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.locks.NameLock;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.Identity;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.QueueAttributes;
import io.nativeipc.posix.QueueOpenOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** POSIX message queues, which are files if their file system is mounted. */
final class PosixQueueKind extends FileKind implements ListedKind {
    private static final String UNMOUNTED =
            "POSIX message queues cannot be listed: /dev/mqueue is not mounted (mkdir -p /dev/mqueue &&"
                    + " mount -t mqueue none /dev/mqueue)";

    PosixQueueKind() {
        super(Kind.POSIX_MQ, Form.QUEUE);
    }

    @Override
    public List<Facts> list(Scan scan) throws IOException {
        Path mount = scan.queueMount();
        if (mount == null) {
            scan.gaps.add(UNMOUNTED);
            return List.of();
        }
        Map<IpcAddress, Path> queues = new LinkedHashMap<>();
        for (Path file : Scan.files(mount)) {
            queues.put(new IpcAddress(Kind.POSIX_MQ, "/" + file.getFileName()), file);
        }
        return found(queues, scan);
    }

    @Override
    public Facts find(IpcAddress address, Scan scan) throws IOException {
        Path mount = scan.queueMount();
        return mount == null
                ? opened(address)
                : facts(address, mount.resolve(address.name().substring(1)), scan);
    }

    @Override
    Facts facts(IpcAddress address, Path file, Scan scan) throws IpcException {
        Facts queue = at(address, file);
        queue.bytes = bytes(file);
        return queue;
    }

    /**
     * Returns the bytes of the messages. The first word of the file is {@code QSIZE:<bytes>}. Null if this user may not
     * read the queue.
     */
    private static @Nullable Long bytes(Path file) {
        try {
            String text = Files.readString(file);
            return Long.parseLong(
                    text.substring("QSIZE:".length(), text.indexOf(' ')).strip());
        } catch (IOException | RuntimeException unreadable) {
            return null;
        }
    }

    /** Returns the information of a queue that is not visible as a file, because its file system is not mounted. */
    private static Facts opened(IpcAddress address) throws IpcException {
        try (PosixMessageQueue queue = PosixMessageQueue.open(address.name(), QueueOpenOption.RECEIVE_ONLY)) {
            FileStat stat = queue.stat();
            Facts object = new Facts(address, stat.uid(), stat.gid(), stat.permissions());
            object.file = new FileId(stat.device(), stat.inode());
            object.details.put("modified", stat.modifyTime());
            object.details.put("changed", stat.changeTime());
            return object;
        }
    }

    @Override
    public void addDetails(Facts object) {
        try (PosixMessageQueue queue = PosixMessageQueue.open(object.address.name(), QueueOpenOption.RECEIVE_ONLY)) {
            QueueAttributes attributes = queue.attributes();
            object.details.put("messages", attributes.messages());
            object.details.put("maxMessages", attributes.maxMessages());
            object.details.put("messageSize", attributes.messageSize());
        } catch (IpcException refused) {
            object.details.put("messages", "unknown: " + refused.getMessage());
        }
    }

    @Override
    public void remove(IpcAddress address) throws IOException {
        PosixMessageQueue.unlink(address.name());
    }

    @Override
    public String use(Creation creation, long creator, Holders holders) throws IOException {
        return useOf(CreatedKind.statQueue(creation.name()), holders);
    }

    /** On Linux a queue's descriptor works like a file's, including flock(2). */
    @Override
    public Removal removeLeft(Creation creation, long creator, Holders holders) throws IpcException {
        String name = creation.name();
        int fd;
        try (OpenFile queue = CreatedKind.openQueue(name)) {
            creation.kind().requireOurs(queue.stat(), name);
            fd = queue.detach();
        } catch (NotFoundException gone) {
            return Removal.unlessSame(creation.kind().absence(name, creation.identity()));
        }
        try (NameLock lock = NameLock.of(fd)) {
            if (lock == null) {
                return Removal.stays("its name is locked by another process");
            }
            Identity.Match match = creation.match();
            if (match != Identity.Match.SAME) {
                return Removal.unlessSame(match);
            }
            String refusal = refusal(creation, creator, holders);
            return refusal == null ? Removal.of("mq_unlink", Native.posix().mq_unlink(name)) : Removal.stays(refusal);
        }
    }

    /** A queue gets its final mode only after it was recorded. */
    @Override
    public Removal removeUnfinished(Intent intent, long creator, List<Creation> created) throws IpcException {
        return LeftKind.isUnfinished(CreatedKind.statQueue(intent.name()), intent.kind())
                ? super.removeUnfinished(intent, creator, created)
                : Removal.GONE;
    }
}
