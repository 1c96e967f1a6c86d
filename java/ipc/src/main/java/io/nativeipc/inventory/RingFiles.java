package io.nativeipc.inventory;

import io.nativeipc.IpcException;
import io.nativeipc.ring.RingLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds ring channels without taking part in them: by the first bytes of their files, and the kernel's locks. */
final class RingFiles {
    private static final long LEAST_SIZE = RingLayout.totalSize(1, RingLayout.MIN_CAPACITY);
    private static final int MAGIC_SIZE = RingLayout.MAGIC.length();

    /** A line of /proc/locks: number: OFDLCK ADVISORY READ pid major:minor:inode start end. */
    private static final Pattern SHARED_LOCK =
            Pattern.compile("\\d+: OFDLCK +ADVISORY +READ +\\S+ (\\p{XDigit}+):(\\p{XDigit}+):(\\d+) (\\d+) .*");

    private RingFiles() {}

    /** Returns whether a file starts like a ring channel, complete or not. */
    static boolean isChannel(Path file, String address) throws IpcException {
        try {
            long size = Files.size(file);
            boolean possible = size == MAGIC_SIZE || size >= LEAST_SIZE;
            return possible
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && StandardCharsets.ISO_8859_1
                            .decode(FirstBytes.of(file, MAGIC_SIZE, address))
                            .toString()
                            .equals(RingLayout.MAGIC);
        } catch (IpcException e) {
            throw e;
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Returns how often each channel is open: each opener holds the same shared lock. Null if the kernel does not list
     * locks.
     */
    static @Nullable Map<FileId, Long> openers() {
        try {
            Map<FileId, Long> openers = new HashMap<>();
            for (String line : Files.readAllLines(Path.of("/proc/locks"), StandardCharsets.ISO_8859_1)) {
                Matcher lock = SHARED_LOCK.matcher(line);
                if (lock.matches()
                        && Long.parseLong(lock.group(4)) == RingLayout.LOCK_BASE + RingLayout.LOCK_ATTACHED) {
                    openers.merge(fileOf(lock), 1L, Long::sum);
                }
            }
            return openers;
        } catch (IOException unlisted) {
            return null;
        }
    }

    private static FileId fileOf(Matcher lock) {
        long device = FileId.device(Long.parseLong(lock.group(1), 16), Long.parseLong(lock.group(2), 16));
        return new FileId(device, Long.parseUnsignedLong(lock.group(3)));
    }
}
