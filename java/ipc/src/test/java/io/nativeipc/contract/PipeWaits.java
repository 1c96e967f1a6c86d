package io.nativeipc.contract;

import static io.nativeipc.contract.WaitingCall.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NotFoundException;
import io.nativeipc.contract.NamedPipeContract.Connection;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The calls of named pipes that wait. */
final class PipeWaits {
    private PipeWaits() {}

    static WaitingCall accept() throws Exception {
        String name = Unique.name();
        NamedPipeServer server = NamedPipeServer.create(name);
        List<Closeable> pipes = Collections.synchronizedList(new ArrayList<>());
        return new WaitingCall(
                timeout -> server.tryAccept(timeout).map(pipes::add).isPresent(),
                () -> pipes.add(server.accept()),
                () -> pipes.add(NamedPipe.connect(name, Duration.ofSeconds(60))),
                server,
                () -> closeAll(pipes));
    }

    static WaitingCall connect() throws Exception {
        String name = Unique.name();
        List<NamedPipeServer> server = new ArrayList<>();
        List<Closeable> pipes = Collections.synchronizedList(new ArrayList<>());
        return new WaitingCall(
                timeout -> connected(name, timeout, pipes),
                () -> pipes.add(NamedPipe.connect(name, Duration.ofDays(1))),
                () -> {
                    if (server.isEmpty()) {
                        server.add(NamedPipeServer.create(name));
                    } else {
                        server.get(0).tryAccept(Duration.ZERO).ifPresent(pipes::add);
                    }
                },
                () -> {},
                () -> {
                    closeAll(pipes);
                    for (NamedPipeServer each : server) {
                        each.close();
                    }
                });
    }

    private static boolean connected(String name, Duration timeout, List<Closeable> pipes) throws Exception {
        try {
            return pipes.add(NamedPipe.connect(name, timeout));
        } catch (NotFoundException noServer) {
            return false;
        }
    }

    static WaitingCall read() throws Exception {
        Connection pipe = Connection.of(Unique.name());
        return new WaitingCall(
                timeout -> pipe.client().tryRead(message(), timeout) > 0,
                () -> pipe.client().read(message()),
                () -> pipe.accepted().write(message()),
                pipe.client(),
                pipe::close);
    }

    static WaitingCall write() throws Exception {
        Connection pipe = Connection.of(Unique.name());
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        while (pipe.client().tryWrite(chunk) > 0) {
            chunk.clear();
        }
        while (pipe.client().tryWrite(message()) > 0) {
            assertThat(chunk.position()).isZero();
        }
        return new WaitingCall(
                timeout -> pipe.client().tryWrite(message(), timeout) > 0,
                () -> pipe.client().write(message()),
                () -> pipe.accepted().read(chunk.clear()),
                pipe.client(),
                pipe::close);
    }

    static void closeAll(List<Closeable> objects) throws Exception {
        for (Closeable object : objects) {
            object.close();
        }
    }
}
