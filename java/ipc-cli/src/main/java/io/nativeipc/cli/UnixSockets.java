package io.nativeipc.cli;

import io.nativeipc.FileStat;
import io.nativeipc.Permissions;
import io.nativeipc.mechanism.OpenFile;
import io.nativeipc.posix.UnixServerSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** The two ways to a connected Unix socket. */
final class UnixSockets {
    private UnixSockets() {}

    static SocketChannel connect(Path path) throws IOException {
        OpenFile.stat(path.toString(), "unix:" + path); // the JDK's exception would not say ENOENT, nor which socket
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            throw new IOException("connect(\"unix:" + path + "\"): " + e.getMessage(), e);
        }
    }

    /** Creates the socket for its owner alone, accepts one peer, and removes the name when the command ends. */
    static SocketChannel acceptOne(Path path) throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            bind(server, path);
            removeAtExit(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return acceptFrom(server, Files.getOwner(path));
        }
    }

    private static void bind(ServerSocketChannel server, Path path) throws IOException, InterruptedException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try {
            server.bind(address);
        } catch (BindException taken) {
            UnixServerSocket.takeOver(path, Permissions.OWNER).close(); // what a dead process has left is removed so
            server.bind(address);
        } catch (IOException e) {
            throw new IOException("bind(\"unix:" + path + "\"): " + e.getMessage(), e);
        }
    }

    /** bind(2) makes a socket by the umask, so until its mode was set another user may have got in: such a peer is dismissed. */
    private static SocketChannel acceptFrom(ServerSocketChannel server, UserPrincipal owner) throws IOException {
        while (true) {
            SocketChannel peer = server.accept();
            UserPrincipal user =
                    peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (user.equals(owner) || user.getName().equals("root")) {
                return peer;
            }
            peer.close();
        }
    }

    /** Also when a signal ends the command; a file that has taken the place of the socket stays. */
    static void removeAtExit(Path path) throws IOException {
        FileStat created = OpenFile.stat(path.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!isStill(path, created) || !path.toFile().delete()) {
                System.err.println("native-ipc: another process has removed " + path);
            }
        }));
    }

    private static boolean isStill(Path path, FileStat created) {
        try {
            FileStat now = OpenFile.stat(path.toString());
            return OpenFile.isSame(now, created);
        } catch (IOException gone) {
            return false;
        }
    }
}
