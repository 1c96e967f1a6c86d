package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingStatistics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is told of ring channels without taking part in them: their files in /dev/shm, their numbers, and the kernel's locks. */
final class Rings {
    private static final long LEAST_SIZE = RingLayout.totalSize(1, RingLayout.MIN_CAPACITY);
    private static final int MAGIC_SIZE = RingLayout.MAGIC.length();

    /** number: OFDLCK ADVISORY READ pid major:minor:inode start end */
    private static final Pattern SHARED_LOCK =
            Pattern.compile("\\d+: OFDLCK +ADVISORY +READ +\\S+ (\\p{XDigit}+):(\\p{XDigit}+):(\\d+) (\\d+) .*");

    private Rings() {}

    /** Whether a file begins as a ring channel does, finished or not. */
    static boolean isChannel(Path file, String address) throws IpcException {
        try {
            long size = Files.size(file);
            boolean possible = size == MAGIC_SIZE || size >= LEAST_SIZE;
            return possible
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && hasMagic(file.toString(), address);
        } catch (IpcException e) {
            throw e;
        } catch (IOException gone) {
            return false;
        }
    }

    /** O_NONBLOCK, as a FIFO may have taken the name since: in /dev/shm everybody may put one. */
    private static boolean hasMagic(String path, String address) throws IpcException {
        int flags = Constants.O_RDONLY | Constants.O_NONBLOCK | Constants.O_NOFOLLOW | Constants.O_CLOEXEC;
        int fd = PosixFailure.check(Native.shim().ipc_open(path, flags, 0), "open", address);
        try {
            ByteBuffer bytes = ByteBuffer.allocateDirect(MAGIC_SIZE);
            return Native.posix().read(fd, bytes, MAGIC_SIZE) == MAGIC_SIZE
                    && StandardCharsets.ISO_8859_1
                            .decode(bytes.rewind())
                            .toString()
                            .equals(RingLayout.MAGIC);
        } finally {
            Native.posix().close(fd);
        }
    }

    /** Adds the numbers, how many have the channel open, and who created it. */
    static void addTo(ObjectInfo object) {
        object.attached = attached(object.file);
        try {
            RingStatistics ring = RingStatistics.read(object.address.name());
            object.ring = ring;
            object.creatorPid = Integer.toUnsignedLong(ring.creatorPid());
            object.creator = Processes.ofStart(object.creatorPid, ring.creatorStart());
        } catch (IOException refused) {
            object.details.put("state", "unknown: " + refused.getMessage());
        }
    }

    static void addTo(List<ObjectInfo> objects) {
        objects.forEach(Rings::addTo);
    }

    /** Who has a channel open shares a lock with all others who have; null if the kernel lists no locks. */
    private static @Nullable Long attached(@Nullable FileId file) {
        try {
            long count = 0;
            for (String line : Files.readAllLines(Path.of("/proc/locks"), StandardCharsets.ISO_8859_1)) {
                Matcher lock = SHARED_LOCK.matcher(line);
                if (lock.matches() && fileOf(lock).equals(file)) {
                    count += Long.parseLong(lock.group(4)) == RingLayout.LOCK_BASE + RingLayout.LOCK_ATTACHED ? 1 : 0;
                }
            }
            return count;
        } catch (IOException unlisted) {
            return null;
        }
    }

    private static FileId fileOf(Matcher lock) {
        long device = FileId.device(Long.parseLong(lock.group(1), 16), Long.parseLong(lock.group(2), 16));
        return new FileId(device, Long.parseLong(lock.group(3)));
    }
}
