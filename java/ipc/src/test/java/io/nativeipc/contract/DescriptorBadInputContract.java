package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.os.Constants;
import io.nativeipc.os.Native;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What descriptors refuse, with which error, and that neither side keeps a descriptor open for it. */
public abstract class DescriptorBadInputContract {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    private final OpenDescriptors descriptors = new OpenDescriptors();

    @AfterEach
    void nothingIsLeftOpen() {
        descriptors.assertSame();
    }

    /** Makes a descriptor. */
    private interface Maker {
        Descriptor make() throws Exception;
    }

    private interface Use {
        void with(Descriptor descriptor) throws Exception;
    }

    /** What is refused stays open, and is its owner's to close. */
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
        Use channel = Descriptor::channel;
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
}
