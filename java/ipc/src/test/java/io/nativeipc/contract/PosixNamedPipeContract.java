package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NotFoundException;
import io.nativeipc.OpenOption;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The portable pipe as a Unix socket: the socket's location, the users that may connect, and the handling of a socket
 * whose server died.
 */
public abstract class PosixNamedPipeContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = Unique.name();
    private final Path socket = Path.of("/tmp/CoreFxPipe_" + name);

    @AfterEach
    void erase() throws IOException {
        Files.deleteIfExists(socket);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void itIsTheSocketThatDotNetUses() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name)) {
            assertThat(mode(socket)).isEqualTo("rw-------");
            try (UnixSocket client = UnixSocket.connect(socket);
                    NamedPipe accepted = server.accept()) {
                assertThat(client.peer().pid()).isEqualTo(accepted.peerPid());
                assertThat(client.peer().uid()).isEqualTo(Native.posix().geteuid());
                client.write(ByteBuffer.wrap(new byte[] {1}));
                client.shutdownOutput();
                assertThat(accepted.read(ByteBuffer.allocate(2))).isEqualTo(1);
                assertThat(accepted.read(ByteBuffer.allocate(2)))
                        .as("half closed")
                        .isEqualTo(-1);
                accepted.write(ByteBuffer.wrap(new byte[] {2}));
                assertThat(client.read(ByteBuffer.allocate(2))).isEqualTo(1);
            }
        }
        assertThat(socket).doesNotExist();
    }

    /** An error names the pipe by the caller's name, not by the socket that the library passes to the system. */
    @TestFactory
    Stream<DynamicTest> anErrorNamesThePipe() throws Exception {
        String object = "(\"pipe:" + name + "\"): ";
        String taken = Unique.name();
        Path file = Files.createFile(Path.of("/tmp/CoreFxPipe_" + taken));
        return Refusal.tests(
                        new Refusal(
                                "connect to none",
                                () -> NamedPipe.connect(name),
                                NotFoundException.class,
                                "connect",
                                "ENOENT",
                                object),
                        new Refusal(
                                "connect to no socket",
                                () -> NamedPipe.connect(taken),
                                IpcException.class,
                                "connect",
                                "ECONNREFUSED",
                                "(\"pipe:" + taken + "\"): ",
                                "it is not a socket"),
                        new Refusal(
                                "create over a file",
                                () -> NamedPipeServer.create(taken),
                                AlreadyExistsException.class,
                                "bind",
                                "EADDRINUSE",
                                "(\"pipe:" + taken + "\"): "))
                .onClose(() -> Native.posix().unlink(file.toString()));
    }

    @Test
    void theModeIsTheCallersWhateverTheUmask() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name, Permissions.of("rw-rw-rw-"))) {
            assertThat(server).hasToString("pipe:" + name);
            assertThat(mode(socket)).isEqualTo("rw-rw-rw-");
        }
        Peers.OTHER_USER.require(); // only root can set a group that it is not a member of
        try (NamedPipeServer server =
                NamedPipeServer.create(name, Permissions.of("rw-rw----").withGroup(12345))) {
            assertThat(server).hasToString("pipe:" + name);
            assertThat(mode(socket)).isEqualTo("rw-rw----");
            assertThat(Files.getAttribute(socket, "unix:gid")).isEqualTo(12345);
        }
    }

    @Test
    void anAbsoluteNameIsThePath() throws Exception {
        Path path = Unique.path().toAbsolutePath();
        try (NamedPipeServer server = NamedPipeServer.create(path.toString());
                NamedPipe client = NamedPipe.connect(path.toString());
                NamedPipe accepted = server.accept()) {
            assertThat(path).exists();
            assertThat(socket).doesNotExist();
            assertThat(client).hasToString("pipe:" + path);
            assertThat(accepted).hasToString("pipe:" + path);
        }
        assertThat(path).doesNotExist();
    }

    /** .NET uses TMPDIR too, so the test sets it for both sides. */
    @Test
    void theFolderForTemporaryFilesIsRespected() throws Exception {
        Path folder = Files.createDirectory(Path.of("/tmp/" + Unique.name()));
        try {
            Map<String, String> environment = Map.of("TMPDIR", folder.toString());
            try (Peer server = Peer.startJava(PipeProgram.class, environment, name)) {
                server.ask("create");
                assertThat(folder.resolve("CoreFxPipe_" + name)).exists();
                assertThat(socket).doesNotExist();
                try (Peer client = Peer.start(Peers.DOTNET, environment, "pipe", name)) {
                    client.tell("connect");
                    server.ask("accept");
                    assertThat(client.hear()).isEqualTo("ok");
                    client.ask("write 0a");
                    assertThat(server.ask("read 1")).isEqualTo("0a");
                }
            }
        } finally {
            Files.deleteIfExists(folder.resolve("CoreFxPipe_" + name));
            Files.delete(folder);
        }
    }

    @Test
    void aDeadServersSocketIsReplaced() throws Exception {
        try (Peer dead = Peer.startJava(PipeProgram.class, name)) {
            dead.ask("create");
            dead.kill();
        }
        assertThat(socket).exists();
        assertThatThrownBy(() -> NamedPipe.connect(name))
                .isInstanceOf(IpcException.class)
                .hasMessageContaining("ECONNREFUSED")
                .hasMessageContaining("no process listens to this socket any more");
        try (NamedPipeServer server = NamedPipeServer.create(name);
                NamedPipe client = NamedPipe.connect(name);
                NamedPipe accepted = server.accept()) {
            client.write(ByteBuffer.wrap(new byte[] {3}));
            assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(1);
        }
    }

    /** Every user may bind an abstract socket, which has no file, to any name. */
    @Test
    void anAbstractSocketKeepsNoDeadOneAlive() throws Exception {
        try (Peer dead = Peer.startJava(PipeProgram.class, name)) {
            dead.ask("create");
            dead.kill();
        }
        String program = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.bind('\\0 " + socket
                + "'); s.listen(); print('ready',flush=True); sys.stdin.read()";
        Peers.PYTHON.require();
        Process impostor = new ProcessBuilder("python3", "-c", program).start();
        try (NamedPipeServer server = replaced(impostor)) {
            assertThat(server).hasToString("pipe:" + name);
        } finally {
            impostor.destroyForcibly().waitFor();
        }
    }

    private NamedPipeServer replaced(Process impostor) throws Exception {
        assertThat(impostor.inputReader().readLine()).isEqualTo("ready");
        return NamedPipeServer.create(name);
    }

    /** The check whether a server is alive must not appear to the server as a client. */
    @Test
    void aLivingServerIsNotDisturbed() throws Exception {
        try (ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            foreign.bind(UnixDomainSocketAddress.of(socket));
            foreign.configureBlocking(false);
            assertThatThrownBy(() -> NamedPipeServer.create(name))
                    .isInstanceOf(AlreadyExistsException.class)
                    .hasMessageContaining("EADDRINUSE");
            assertThat(foreign.accept()).isNull();
        }
    }

    @Test
    void whatIsNoDeadSocketOfOursIsLeftAlone() throws Exception {
        Files.writeString(socket, "a file");
        assertThatThrownBy(() -> NamedPipeServer.create(name)).isInstanceOf(AlreadyExistsException.class);
        assertThat(socket).hasContent("a file");
        Files.delete(socket);
        Files.createSymbolicLink(socket, Path.of("/tmp/ipc-test-absent"));
        assertThatThrownBy(() -> NamedPipeServer.create(name)).isInstanceOf(AlreadyExistsException.class);
        assertThat(Files.isSymbolicLink(socket)).isTrue();
        Files.delete(socket);
        Peers.OTHER_USER.require();
        try (Peer dead = Peer.startJava(PipeProgram.class, name)) {
            dead.ask("create");
            dead.kill();
        }
        Files.setAttribute(socket, "unix:uid", Peers.NOBODY);
        assertThatThrownBy(() -> NamedPipeServer.create(name)).isInstanceOf(AlreadyExistsException.class);
        assertThat(Files.getAttribute(socket, "unix:uid")).isEqualTo(Peers.NOBODY);
    }

    @Test
    void aServerErasesOnlyItsOwnSocket() throws Exception {
        NamedPipeServer first = NamedPipeServer.create(name);
        Files.delete(socket);
        try (UnixServerSocket second = UnixServerSocket.create(socket)) {
            first.close();
            assertThat(socket).exists();
            try (UnixSocket client = UnixSocket.connect(socket);
                    UnixSocket accepted = second.accept()) {
                assertThat(client.peer().pid()).isEqualTo(accepted.peer().pid());
            }
        }
        assertThat(socket).doesNotExist();
    }

    /** The test connects as another user, because root may connect to any socket. */
    @Test
    void anotherUsersClientIsTurnedAway() throws Exception {
        Peers.OTHER_USER.require();
        try (NamedPipeServer server = NamedPipeServer.create(name);
                Peer stranger = Peer.startAsNobody(PipeProgram.class, name)) {
            assertThat(stranger.askRaw("connect")).contains("EACCES");
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            stranger.ask("connect");
            assertThat(server.tryAccept(Duration.ofMillis(300)))
                    .as("a mode that is widened later does not help")
                    .isEmpty();
            assertThat(stranger.ask("read 1")).isEqualTo("eof");
        }
        try (NamedPipeServer open = NamedPipeServer.create(name, Permissions.of("rw-rw-rw-"));
                Peer stranger = Peer.startAsNobody(PipeProgram.class, name)) {
            stranger.ask("connect");
            try (NamedPipe accepted = open.tryAccept(LONG).orElseThrow()) {
                assertThat(accepted.peerPid()).isEqualTo(stranger.pid());
                accepted.write(ByteBuffer.wrap(new byte[] {5}));
                assertThat(stranger.ask("read 1")).isEqualTo("05");
            }
        }
    }

    @Test
    void rootsClientIsServed() throws Exception {
        Peers.OTHER_USER.require();
        try (Peer owner = Peer.startAsNobody(PipeProgram.class, name)) {
            owner.ask("create");
            owner.tell("accept");
            try (NamedPipe pipe = NamedPipe.connect(name, LONG, OpenOption.ANY_OWNER)) {
                assertThat(owner.hear()).isEqualTo("ok");
                assertThat(pipe.peerPid()).isEqualTo(owner.pid());
            }
        }
    }

    @Test
    void theEndOfOneStreamLeavesTheOther() throws Exception {
        try (NamedPipeServer server = NamedPipeServer.create(name);
                NamedPipe client = NamedPipe.connect(name);
                NamedPipe accepted = server.accept()) {
            client.write(ByteBuffer.wrap(new byte[] {1}));
            client.shutdownOutput();
            assertThat(accepted.inputStream().readAllBytes()).containsExactly(1);
            accepted.write(ByteBuffer.wrap(new byte[] {2}));
            accepted.shutdownOutput();
            assertThat(client.inputStream().readAllBytes()).containsExactly(2);
        }
    }

    @Test
    void anotherUsersServerIsRefused() throws Exception {
        Peers.OTHER_USER.require();
        try (Peer stranger = Peer.startAsNobody(PipeProgram.class, name)) {
            stranger.ask("create-for-all");
            assertThatThrownBy(() -> NamedPipe.connect(name, LONG))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("the server's user is uid " + Peers.NOBODY + ", not 0")
                    .hasMessageContaining("ANY_OWNER");
            stranger.ask("accept");
            stranger.tell("accept");
            try (NamedPipe pipe = NamedPipe.connect(name, LONG, OpenOption.ANY_OWNER)) {
                assertThat(stranger.hear()).isEqualTo("ok");
                assertThat(pipe.peerPid()).isEqualTo(stranger.pid());
            }
        }
    }
}
