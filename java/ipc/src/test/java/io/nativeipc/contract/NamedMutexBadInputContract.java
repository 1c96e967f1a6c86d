package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.posix.Fifo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The invalid calls of a named mutex and their errors. The existing mutex stays unchanged. The table contains the calls
 * of Linux.
 */
public abstract class NamedMutexBadInputContract {
    private final String name = Unique.name();
    private NamedMutex mutex;

    @BeforeEach
    void createMutex() throws IOException {
        mutex = NamedMutex.create(name);
    }

    @AfterEach
    void theMutexIsAsItWas() throws Exception {
        try (NamedMutex again = NamedMutex.open(name);
                OtherThread other = new OtherThread()) {
            assertThat(other.call(again::tryAcquire)).isTrue();
            other.run(again::release);
        } finally {
            mutex.close();
            mutex.unlink();
        }
    }

    @TestFactory
    Stream<DynamicTest> namesRefusedBeforeAnyCall() {
        return Stream.of(
                        "",
                        "/a",
                        "a/b",
                        ".",
                        "..",
                        ".hidden",
                        "a b",
                        "a\0b",
                        "a\\b",
                        "a:b",
                        "ä",
                        "a\n",
                        "0123456789012345678901234567890")
                .flatMap(bad -> Refusal.tests(
                        misuse("create ", bad, () -> NamedMutex.create(bad)),
                        misuse("open ", bad, () -> NamedMutex.open(bad)),
                        misuse("openOrCreate ", bad, () -> NamedMutex.openOrCreate(bad)),
                        misuse("unlink ", bad, () -> NamedMutex.unlink(bad))));
    }

    private static Refusal misuse(String call, String bad, ThrowingCallable action) {
        return Refusal.misuse(call + '"' + bad.replace('\0', '?') + '"', action, "a portable name is 1 to 30");
    }

    @TestFactory
    Stream<DynamicTest> refused() {
        String absent = Unique.name();
        return Refusal.tests(
                new Refusal(
                        "creating what exists",
                        () -> NamedMutex.create(name),
                        AlreadyExistsException.class,
                        "shm_open",
                        "EEXIST",
                        "mutex:" + name),
                new Refusal(
                        "opening what is absent",
                        () -> NamedMutex.open(absent),
                        NotFoundException.class,
                        "shm_open",
                        "ENOENT",
                        "mutex:" + absent),
                new Refusal(
                        "unlinking what is absent",
                        () -> NamedMutex.unlink(absent),
                        NotFoundException.class,
                        "shm_unlink",
                        "ENOENT",
                        "mutex:" + absent),
                new Refusal(
                        "a group that is none",
                        () -> NamedMutex.create(absent, Permissions.OWNER.withGroup("ipc-test-none")),
                        NotFoundException.class,
                        "getgrnam",
                        "ENOENT",
                        "ipc-test-none"),
                new Refusal(
                        "releasing what is free",
                        () -> mutex.release(),
                        IllegalMonitorStateException.class,
                        "",
                        "",
                        "mutex:" + name + " is not held"));
    }

    @TestFactory
    Stream<DynamicTest> afterCloseItIsIllegalState() throws Exception {
        NamedMutex closed = NamedMutex.open(name);
        closed.close();
        String text = name + " is closed";
        return Refusal.tests(
                Refusal.illegalState("acquire", closed::acquire, text),
                Refusal.illegalState("tryAcquire", closed::tryAcquire, text),
                Refusal.illegalState("tryAcquire timed", () -> closed.tryAcquire(Duration.ofSeconds(1)), text),
                Refusal.illegalState("tryAcquire no time", () -> closed.tryAcquire(Duration.ZERO), text),
                Refusal.illegalState("release", closed::release, text));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoMutexOfOurs() throws IOException {
        int size = 64 + (int) SharedMutex.byteSize();
        return Refusal.tests(
                corrupt("empty", new byte[0], "has 0 bytes, not " + size),
                corrupt("too small", new byte[size - 1], "has " + (size - 1) + " bytes, not " + size),
                corrupt("too large", new byte[size + 1], "has " + (size + 1) + " bytes, not " + size),
                corrupt("zeros", new byte[size], "is not a mutex of native-ipc"),
                corrupt("another magic", changed(0, 0), "is not a mutex of native-ipc"),
                corrupt("another layout", changed(8, 2), "has the layout 2; this version knows 1"),
                corrupt("no layout", changed(8, 0), "has the layout 0"),
                corrupt("another C library", changed(12, size), "has a mutex of " + size + " bytes; here they have"),
                corrupt("no size", changed(12, -1), "has a mutex of -1 bytes"),
                new Refusal(
                        "another PID namespace",
                        () -> openWith(changed(16, 1)),
                        IpcException.class,
                        "",
                        "wrong PID namespace",
                        "\"mutex:ipc-test-",
                        "and this process is in pid:["));
    }

    /** {@return the bytes of a mutex's file in which one number is changed} */
    private byte[] changed(int offset, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file(name));
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(offset, value);
        return bytes;
    }

    private static Path file(String name) {
        return Path.of("/dev/shm/mutex." + name);
    }

    private static Refusal corrupt(String what, byte[] bytes, String text) {
        return new Refusal(
                what, () -> openWith(bytes), CorruptException.class, "access", "corrupt", "\"mutex:ipc-test-", text);
    }

    private static void openWith(byte[] bytes) throws IOException {
        String other = Unique.name();
        Files.write(file(other), bytes);
        try {
            NamedMutex.openOrCreate(other).close();
        } finally {
            Files.delete(file(other));
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoFile() {
        return Refusal.tests(
                new Refusal(
                        "a FIFO",
                        () -> openInstead(path -> Fifo.create(path)),
                        CorruptException.class,
                        "access",
                        "corrupt",
                        "is not a regular file"),
                new Refusal(
                        "a folder",
                        () -> openInstead(Files::createDirectory),
                        IpcException.class,
                        "shm_open",
                        "EINVAL",
                        "Invalid argument"),
                new Refusal(
                        "a symbolic link to a mutex",
                        () -> openInstead(path -> Files.createSymbolicLink(path, file(name))),
                        IpcException.class,
                        "shm_open",
                        "ELOOP",
                        "symbolic links"));
    }

    private interface Maker {
        void make(Path path) throws IOException;
    }

    private static void openInstead(Maker maker) throws IOException {
        String other = Unique.name();
        maker.make(file(other));
        try {
            NamedMutex.open(other).close();
        } finally {
            Files.delete(file(other));
        }
    }
}
