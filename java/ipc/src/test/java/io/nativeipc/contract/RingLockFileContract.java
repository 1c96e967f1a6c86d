package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.Region;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests the lock file of a channel in a region. Its path follows from the memory. The path in the header is only
 * compared with it, because any process with write access to the memory may have written the header.
 */
public abstract class RingLockFileContract {
    private static final RingOptions OPTIONS = new RingOptions(1, 4096, 600, false);

    private final Path folder = Unique.path();
    private final Path precious = folder.resolve("precious");

    @BeforeEach
    void createFolder() throws IOException {
        Files.createDirectory(folder);
        Files.writeString(precious, "precious");
        Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException failure) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Creates a complete channel that no process has open, and returns its lock file. */
    private Path abandoned(Region region) throws IOException {
        RingChannel.create(region, OPTIONS).close();
        return Path.of(lockPath(region));
    }

    private static String lockPath(Region region) {
        byte[] bytes = new byte[region.buffer().getInt(RingLayout.LOCK_PATH_LENGTH_OFFSET)];
        region.buffer().get(RingLayout.LOCK_PATH_OFFSET, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Changes the header like a hostile process with write access to the memory. */
    private static void forge(Region region, String path) throws IOException {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer memory = region.buffer();
        memory.put(RingLayout.LOCK_PATH_OFFSET, new byte[RingLayout.LOCK_PATH_SIZE]);
        memory.put(RingLayout.LOCK_PATH_OFFSET, bytes);
        memory.putInt(RingLayout.LOCK_PATH_LENGTH_OFFSET, bytes.length);
        adopt(region, Path.of(path));
    }

    private static void adopt(Region region, Path file) throws IOException {
        region.buffer().putLong(RingLayout.LOCK_DEVICE_OFFSET, (long)
                Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS));
        region.buffer().putLong(RingLayout.LOCK_INODE_OFFSET, (long)
                Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS));
    }

    private interface Use {
        void of(Region region) throws IOException;
    }

    private static void use(Region region) throws IOException {
        try (RingChannel channel = RingChannel.open(region)) {
            channel.unlink();
        }
    }

    private static void useOrCreate(Region region) throws IOException {
        try (RingChannel channel = RingChannel.openOrCreate(region, OPTIONS)) {
            channel.unlink();
        }
    }

    private interface Forgery {
        /** @return a file that must not be deleted */
        Path apply(Region region, Path lock) throws IOException;
    }

    private Stream<DynamicTest> rows(String what, Class<?> type, String text, Forgery forgery) {
        return Stream.of("open and unlink", "open or create", "clean up").map(how -> {
            Use use = how.startsWith("clean")
                    ? RingChannel::cleanUp
                    : how.endsWith("create") ? RingLockFileContract::useOrCreate : RingLockFileContract::use;
            return DynamicTest.dynamicTest(what + ": " + how, () -> {
                Path memory = folder.resolve(Unique.name());
                try (MappedFile region = MappedFile.create(memory, OPTIONS.byteSize())) {
                    Path lock = abandoned(region);
                    try {
                        Path survivor = forgery.apply(region, lock);
                        assertThatThrownBy(() -> use.of(region))
                                .isInstanceOf(type)
                                .hasMessageContaining(text);
                        if (survivor != null) {
                            assertThat(survivor).hasContent("precious");
                        }
                        int state = region.buffer().getInt(RingLayout.STATE_OFFSET);
                        assertThat(state).isEqualTo(RingLayout.STATE_READY);
                    } finally {
                        Files.deleteIfExists(lock);
                    }
                }
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> aPathInTheHeaderIsComparedAndNeverFollowed() {
        return Stream.of(
                        rows("another file", CorruptException.class, "names the lock file", (region, lock) -> {
                            forge(region, precious.toString());
                            return precious;
                        }),
                        rows("a way round", CorruptException.class, "names the lock file", (region, lock) -> {
                            forge(region, lock.getParent() + "/./" + lock.getFileName());
                            return null;
                        }),
                        rows("a sibling", CorruptException.class, "names the lock file", (region, lock) -> {
                            Path sibling = lock.resolveSibling("ring-" + Unique.name() + ".lock");
                            Files.copy(precious, sibling);
                            forge(region, sibling.toString());
                            Files.move(sibling, folder.resolve(Unique.name()));
                            return precious;
                        }),
                        rows(
                                "a control character",
                                CorruptException.class,
                                "names the lock file /tmp/?[31m",
                                (region, lock) -> {
                                    forge(region, precious.toString());
                                    byte[] bytes = "/tmp/\u001b[31m".getBytes(StandardCharsets.UTF_8);
                                    region.buffer().put(RingLayout.LOCK_PATH_OFFSET, bytes);
                                    region.buffer().putInt(RingLayout.LOCK_PATH_LENGTH_OFFSET, bytes.length);
                                    return precious;
                                }))
                .flatMap(row -> row);
    }

    @TestFactory
    Stream<DynamicTest> whatHasThePathIsCheckedBeforeItIsUsed() {
        return Stream.of(
                        rows("absent", CorruptException.class, "was deleted", (region, lock) -> {
                            Files.delete(lock);
                            return null;
                        }),
                        rows("another inode", CorruptException.class, "is not the file", (region, lock) -> {
                            Files.move(lock, folder.resolve(Unique.name()));
                            Files.copy(precious, lock);
                            return lock;
                        }),
                        rows("a symbolic link", IpcException.class, "ELOOP", (region, lock) -> {
                            Files.delete(lock);
                            Files.createSymbolicLink(lock, precious);
                            adopt(region, precious);
                            return precious;
                        }),
                        rows("a second name", AccessDeniedException.class, "has 2 names", (region, lock) -> {
                            Files.delete(lock);
                            Path other = folder.resolve(Unique.name());
                            Files.copy(precious, other);
                            Files.createLink(lock, other);
                            adopt(region, lock);
                            return other;
                        }),
                        rows("a mode for others", AccessDeniedException.class, "has the mode 666", (region, lock) -> {
                            Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-rw-rw-"));
                            return null;
                        }),
                        rows("a directory", IpcException.class, "EISDIR", (region, lock) -> {
                            Files.delete(lock);
                            Files.createDirectory(lock);
                            return null;
                        }))
                .flatMap(row -> row);
    }

    @Test
    void theSameMemoryByAnotherNameHasTheSameLocks() throws IOException {
        Path memory = folder.resolve("memory");
        Path link = folder.resolve("link");
        try (MappedFile region = MappedFile.create(memory, OPTIONS.byteSize());
                RingChannel channel = RingChannel.create(region, OPTIONS);
                RingConsumer consumer = channel.openConsumer()) {
            Files.createLink(link, memory);
            exchange(MappedFile.open(link), consumer);
            channel.unlink();
        }
        SysVKey key = Unique.key();
        try (SysVSharedMemory region = SysVSharedMemory.create(key, OPTIONS.byteSize());
                RingChannel channel = RingChannel.create(region, OPTIONS);
                RingConsumer consumer = channel.openConsumer()) {
            exchange(SysVSharedMemory.attach(region.id()), consumer);
            channel.unlink();
            region.remove();
        }
    }

    private static void exchange(Region other, RingConsumer consumer) throws IOException {
        try (other;
                RingChannel opened = RingChannel.open(other);
                RingProducer producer = opened.openProducer()) {
            assertThat(producer.offer(Buffers.text("x"))).isTrue();
            assertThat(consumer.poll(message -> {}, 9)).isEqualTo(1);
        }
    }

    /** Creation takes over a lock file that a dead creator left, but only a file that it could have created itself. */
    @Test
    void aLockFileThatIsThereIsTakenAsItIs() throws IOException {
        try (MappedFile region = MappedFile.create(folder.resolve("memory"), OPTIONS.byteSize())) {
            Path lock = abandoned(region);
            region.write(0, ByteBuffer.allocate(RingLayout.PAGE));
            try (RingChannel next = RingChannel.create(region, OPTIONS)) {
                assertThat(lockPath(region)).isEqualTo(lock.toString());
                next.unlink();
            }
            region.write(0, ByteBuffer.allocate(RingLayout.PAGE));
            Files.createSymbolicLink(lock, precious);
            assertThatThrownBy(() -> RingChannel.create(region, OPTIONS))
                    .isInstanceOf(IpcException.class)
                    .hasMessageContaining("ELOOP");
            assertThat(precious).hasContent("precious");
            Files.delete(lock);
        }
    }

    @Test
    void anOldHandleTouchesNothingOfAChannelThatCameAfterIt() throws IOException {
        try (MappedFile region = MappedFile.create(folder.resolve("memory"), OPTIONS.byteSize());
                RingChannel old = RingChannel.create(region, OPTIONS);
                RingChannel other = RingChannel.open(region)) {
            old.unlink();
            region.write(0, ByteBuffer.allocate(RingLayout.PAGE));
            try (RingChannel next = RingChannel.create(region, OPTIONS)) {
                other.unlink();
                old.unlink();
                RingChannel.open(region).close();
                next.unlink();
            }
        }
    }
}
