package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NoSpaceException;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Region;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PipeEnd;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.Seal;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The uses that descriptors reject and the error of each. Neither side keeps a descriptor open after an error. */
public abstract class DescriptorBadInputContract {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    private final OpenDescriptors descriptors = new OpenDescriptors();

    @AfterEach
    void nothingIsLeftOpen() {
        descriptors.assertNoMore();
    }

    /** Makes a descriptor. */
    private interface Maker {
        Descriptor make() throws Exception;
    }

    private interface Use {
        void with(Descriptor descriptor) throws Exception;
    }

    /** {@return a call that is rejected} The descriptor stays open after the rejection, and its owner closes it. */
    private static ThrowingCallable refused(Maker maker, Use use) {
        return () -> {
            try (Descriptor descriptor = maker.make()) {
                try {
                    use.with(descriptor);
                } finally {
                    assertThat(descriptor.number()).isNotNegative();
                }
            }
        };
    }

    private static Refusal kind(String what, Maker maker, Use use, String call, String error, String... inMessage) {
        return new Refusal(what, refused(maker, use), IpcException.class, call, error, inMessage);
    }

    private static Descriptor directory() throws IOException {
        return Descriptor.of(Native.shim().ipc_open("/", Constants.O_RDONLY, 0));
    }

    private static Descriptor socket(int family, int type) throws IOException {
        return Descriptor.of(Native.posix().socket(family, type, 0));
    }

    private static Descriptor connected() throws Exception {
        try (SocketPair pair = SocketPair.create()) {
            return pair.left().descriptor();
        }
    }

    private static Descriptor listening() throws Exception {
        Descriptor listener = socket(Constants.AF_UNIX, Constants.SOCK_STREAM);
        Path path = Unique.path();
        assertThat(Native.shim().ipc_bind(listener.number(), path.toString())).isZero();
        assertThat(Native.posix().unlink(path.toString())).isZero();
        assertThat(Native.posix().listen(listener.number(), 1)).isZero();
        return listener;
    }

    private static Descriptor eventfd() throws IOException {
        return Descriptor.of(Native.posix().eventfd(0, 0));
    }

    @TestFactory
    Stream<DynamicTest> numbers() {
        return Refusal.tests(
                new Refusal("−1", () -> Descriptor.of(-1), IpcException.class, "fcntl", "EBADF", "fd:-1"),
                new Refusal(
                        "not open", () -> Descriptor.of(1 << 20), IpcException.class, "fcntl", "EBADF", "fd:1048576"));
    }

    @TestFactory
    Stream<DynamicTest> channels() {
        Use channel = PipeEnd::of;
        return Refusal.tests(
                kind("a directory", DescriptorBadInputContract::directory, channel, "fstat", "not a pipe", "directory"),
                kind("a socket", DescriptorBadInputContract::connected, channel, "fstat", "not a pipe", "a socket"),
                kind("an eventfd", DescriptorBadInputContract::eventfd, channel, "fstat", "not a pipe", "something"));
    }

    @TestFactory
    Stream<DynamicTest> sockets() {
        Use socket = UnixSocket::of;
        return Refusal.tests(
                kind(
                        "a directory",
                        DescriptorBadInputContract::directory,
                        socket,
                        "fstat",
                        "not a socket",
                        "directory"),
                kind(
                        "of the internet",
                        () -> socket(AF_INET, Constants.SOCK_STREAM),
                        socket,
                        "getsockopt",
                        "not a Unix socket",
                        "its address family is 2"),
                kind(
                        "of datagrams",
                        () -> socket(Constants.AF_UNIX, SOCK_DGRAM),
                        socket,
                        "getsockopt",
                        "not a stream socket",
                        "its type is 2"),
                kind(
                        "one that listens",
                        DescriptorBadInputContract::listening,
                        socket,
                        "getsockopt",
                        "not connected",
                        "it listens"),
                kind(
                        "one without a peer",
                        () -> socket(Constants.AF_UNIX, Constants.SOCK_STREAM),
                        socket,
                        "getsockopt",
                        "not connected",
                        "it has no peer"));
    }

    private static Descriptor memory(int byteSize, Seal... seals) throws IOException {
        try (Memfd memory = Memfd.create("ipc-test", byteSize)) {
            return memory.seal(seals).descriptor();
        }
    }

    private static Descriptor pipe() throws IOException {
        Path path = Unique.path();
        Fifo.create(path);
        try (Fifo reader = Fifo.openReader(path)) {
            return reader.descriptor();
        } finally {
            Fifo.unlink(path);
        }
    }

    /**
     * {@return a descriptor of shm_open} It cannot be sealed. If it is read-only, it cannot be mapped for writing.
     */
    private static Descriptor named(int access) throws IOException {
        String name = Unique.posixName();
        PosixSharedMemory.create(name, 100).close();
        try {
            return Descriptor.of(Native.shim().ipc_shm_open(name, access, 0));
        } finally {
            PosixSharedMemory.unlink(name);
        }
    }

    private static Descriptor empty() throws IOException {
        int flags = Constants.MFD_CLOEXEC | Constants.MFD_ALLOW_SEALING;
        Descriptor empty = Descriptor.of(Native.posix().memfd_create("ipc-test", flags));
        empty.seal(Seal.SHRINK);
        return empty;
    }

    @TestFactory
    Stream<DynamicTest> maps() {
        Use map = descriptor -> descriptor.map().close();
        Use readOnly = descriptor -> descriptor.map(MemoryOpenOption.READ_ONLY).close();
        Use unsealed = descriptor -> descriptor.mapUnsealed().close();
        String notMemory = "not memory or a file";
        String notSealed = "not sealed against shrinking";
        return Refusal.tests(
                kind("a directory", DescriptorBadInputContract::directory, map, "fstat", notMemory, "a directory"),
                kind("a socket", DescriptorBadInputContract::connected, readOnly, "fstat", notMemory, "a socket"),
                kind("a pipe", DescriptorBadInputContract::pipe, unsealed, "fstat", notMemory, "a pipe"),
                kind("an eventfd", DescriptorBadInputContract::eventfd, map, "fstat", notMemory, "something else"),
                kind("unsealed", () -> memory(4096), map, "fcntl", "not sealed", notSealed, "mapUnsealed()"),
                kind("unsealed, read-only", () -> memory(4096, Seal.GROW), readOnly, "fcntl", "not sealed", notSealed),
                kind("of shm_open", () -> named(Constants.O_RDWR), map, "fcntl", "not sealed", notSealed),
                new Refusal(
                        "of shm_open, open for reading",
                        refused(() -> named(Constants.O_RDONLY), unsealed),
                        AccessDeniedException.class,
                        "mmap",
                        "EACCES",
                        "fd:"),
                new Refusal(
                        "sealed against writing",
                        refused(() -> memory(4096, Seal.SHRINK, Seal.FUTURE_WRITE), map),
                        AccessDeniedException.class,
                        "",
                        "sealed",
                        "sealed against writing; map(READ_ONLY) maps it"),
                new Refusal(
                        "too small",
                        refused(
                                () -> memory(4096, Seal.SHRINK),
                                descriptor -> descriptor
                                        .map(MemoryOpenOption.atLeast(4097))
                                        .close()),
                        IpcException.class,
                        "",
                        "too small",
                        "has 4096 bytes, 4097 were asked for"),
                new Refusal(
                        "without bytes",
                        refused(DescriptorBadInputContract::empty, map),
                        CorruptException.class,
                        "access",
                        "corrupt",
                        "has no bytes to map"),
                Refusal.illegalState(
                        "closed",
                        () -> {
                            Descriptor closed = memory(4096, Seal.SHRINK);
                            closed.close();
                            closed.map();
                        },
                        "is closed"));
    }

    @TestFactory
    Stream<DynamicTest> seals() {
        return Refusal.tests(
                kind(
                        "of an eventfd",
                        DescriptorBadInputContract::eventfd,
                        descriptor -> descriptor.seal(Seal.SHRINK),
                        "fcntl",
                        "EINVAL",
                        "only memory of memfd_create"),
                new Refusal(
                        "of what is sealed against seals",
                        refused(() -> memory(4096, Seal.SEAL), descriptor -> descriptor.seal(Seal.SHRINK)),
                        AccessDeniedException.class,
                        "fcntl",
                        "EPERM",
                        "sealed against further seals"),
                new Refusal(
                        "of shm_open's memory",
                        refused(() -> named(Constants.O_RDWR), descriptor -> descriptor.seal(Seal.SHRINK)),
                        AccessDeniedException.class,
                        "fcntl",
                        "EPERM",
                        "sealed against further seals"));
    }

    @TestFactory
    Stream<DynamicTest> memory() {
        return Refusal.tests(
                Refusal.misuse("size 0", () -> Memfd.create("ipc-test", 0), "at least 1 byte: 0"),
                Refusal.misuse("size negative", () -> Memfd.create("ipc-test", -1), "at least 1 byte: -1"),
                Refusal.misuse("NUL", () -> Memfd.create("a\0b", 1), "NUL", "\"a?b\""),
                Refusal.misuse("250 bytes", () -> Memfd.create("x".repeat(250), 1), "250 bytes, at most 249"),
                new Refusal(
                        "more than there is",
                        () -> Memfd.create("ipc-test", 1L << 46),
                        NoSpaceException.class,
                        "",
                        "no space",
                        "memfd:ipc-test",
                        "70368744177664 bytes were asked for",
                        "are free"),
                new Refusal(
                        "sealed against writing while it is mapped",
                        () -> {
                            try (Memfd memory = Memfd.create("ipc-test", 4096)) {
                                memory.seal(Seal.WRITE);
                            }
                        },
                        IpcException.class,
                        "fcntl",
                        "EBUSY",
                        "it is mapped for writing"),
                Refusal.illegalState(
                        "closed",
                        () -> {
                            Memfd memory = Memfd.create("ipc-test", 4096);
                            memory.close();
                            memory.descriptor();
                        },
                        "is closed"));
    }

    @Test
    void aReadOnlyMappingIsNotWritten() throws IOException {
        try (Descriptor descriptor = memory(4096, Seal.SHRINK);
                Region region = descriptor.map(MemoryOpenOption.READ_ONLY)) {
            assertThatThrownBy(() -> region.write(0, Buffers.of(1))).isInstanceOf(ReadOnlyBufferException.class);
        }
    }

    @Test
    void aClosedSocketPassesNothing() throws Exception {
        try (SocketPair pair = SocketPair.create()) {
            pair.left().close();
            assertThatThrownBy(() -> sendOne(pair.left(), 1, 1)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> pair.left().receive(ByteBuffer.allocate(1), 1))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    private interface Passing {
        void between(UnixSocket left, UnixSocket right) throws Exception;
    }

    private static ThrowingCallable passing(Passing passing) {
        return () -> {
            try (SocketPair pair = SocketPair.create()) {
                passing.between(pair.left(), pair.right());
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> sends() {
        return Refusal.tests(
                Refusal.misuse("no bytes", passing((left, right) -> sendOne(left, 0, 1)), "at least one byte"),
                Refusal.misuse("254", passing((left, right) -> sendOne(left, 1, 254)), "at most 253", "254"),
                Refusal.illegalState(
                        "a closed one",
                        passing((left, right) -> {
                            try (Descriptor open = memory(4096)) {
                                Descriptor closed = memory(4096);
                                closed.close();
                                assertThatThrownBy(() -> left.send(Buffers.of(1), open, closed))
                                        .hasMessageContaining(closed.toString());
                                assertThat(right.tryRead(ByteBuffer.allocate(1)))
                                        .as("nothing went")
                                        .isZero();
                                left.send(Buffers.of(1), closed);
                            }
                        }),
                        "is closed"),
                new Refusal(
                        "to an absent peer",
                        passing((left, right) -> {
                            right.close();
                            sendOne(left, 1, 1);
                        }),
                        PeerClosedException.class,
                        "sendmsg",
                        "EPIPE",
                        "Broken pipe"));
    }

    private static void sendOne(UnixSocket socket, int bytes, int copies) throws IOException {
        try (Descriptor descriptor = memory(4096)) {
            Descriptor[] all = new Descriptor[copies];
            Arrays.fill(all, descriptor);
            socket.send(ByteBuffer.allocate(bytes), all);
        }
    }

    @TestFactory
    Stream<DynamicTest> receives() {
        ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
        ByteBuffer one = ByteBuffer.allocate(1);
        return Refusal.tests(
                Refusal.misuse(
                        "a read-only buffer", passing((left, right) -> left.tryReceive(readOnly, 1)), "read-only"),
                Refusal.misuse(
                        "no room", passing((left, right) -> left.tryReceive(ByteBuffer.allocate(0), 1)), "no room"),
                Refusal.misuse(
                        "fewer than none", passing((left, right) -> left.tryReceive(one, -1)), "from 0 to 253", "-1"),
                Refusal.misuse("254", passing((left, right) -> left.tryReceive(one, 254)), "from 0 to 253", "254"),
                new Refusal(
                        "more than were asked for",
                        passing((left, right) -> {
                            sendOne(left, 1, 3);
                            right.receive(ByteBuffer.allocate(1), 2);
                        }),
                        IpcException.class,
                        "recvmsg",
                        "MSG_CTRUNC",
                        "more descriptors arrived than the 2 that were asked for: all were closed"));
    }
}
