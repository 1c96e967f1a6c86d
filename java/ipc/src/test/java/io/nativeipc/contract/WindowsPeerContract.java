package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import io.nativeipc.windows.WindowsSemaphore;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests Windows's objects between this JVM and C++ and C# processes that call Windows directly, both ways. */
@EnabledOnOs(OS.WINDOWS)
public abstract class WindowsPeerContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String base = Unique.name();
    private final String name = "Local\\" + base;

    private static void exchange(Region region, Peer peer) {
        region.buffer().putInt(0, 100);
        assertThat(peer.ask("read 0 4")).isEqualTo("64000000");
        peer.ask("write 4092 c8000000");
        assertThat(region.buffer().getInt(4092)).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void memoryByName(Peers kind) throws Exception {
        try (SharedMemory memory = SharedMemory.create(base, 4096);
                Peer peer = Peer.start(kind, "win-map", name)) {
            peer.ask("open");
            exchange(memory, peer);
        }
        try (Peer peer = Peer.start(kind, "win-map", name)) {
            peer.ask("create 4096");
            try (SharedMemory memory = SharedMemory.open(base, MemoryOpenOption.atLeast(4096));
                    FileMapping exact = FileMapping.open(name)) {
                exchange(memory, peer);
                assertThat(exact.byteSize()).isEqualTo(4096);
                peer.kill();
                assertThat(exact.buffer().getInt(4092))
                        .as("it lives as long as one handle")
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void memoryOfAFile(Peers kind) throws Exception {
        Path path = Unique.path();
        Path another = Unique.path();
        try {
            try (MappedFile file = MappedFile.create(path, 4096);
                    Peer peer = Peer.start(kind, "file", path.toString())) {
                peer.ask("open");
                exchange(file, peer);
                file.flush();
            }
            try (Peer peer = Peer.start(kind, "file", another.toString())) {
                peer.ask("create 4096");
                try (MappedFile file = MappedFile.open(another)) {
                    assertThat(file.byteSize()).isEqualTo(4096);
                    exchange(file, peer);
                }
            }
        } finally {
            Files.deleteIfExists(path);
            Files.deleteIfExists(another);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void semaphores(Peers kind) throws Exception {
        try (NamedSemaphore semaphore = NamedSemaphore.create(base, 1);
                Peer peer = Peer.start(kind, "win-sem", name)) {
            peer.ask("open");
            assertThat(peer.ask("acquire 0")).isEqualTo("1");
            assertThat(semaphore.tryAcquire()).isFalse();
            Background<Boolean> waiting =
                    Background.start(() -> semaphore.tryAcquire(LONG)).awaitWaiting();
            peer.ask("release");
            assertThat(waiting.result()).isTrue();
        }
        try (Peer peer = Peer.start(kind, "win-sem", name)) {
            peer.ask("create 0 3");
            try (WindowsSemaphore semaphore = WindowsSemaphore.open(name)) {
                peer.tell("acquire 60000");
                semaphore.release();
                assertThat(peer.hear()).isEqualTo("ok 1");
                peer.kill();
                assertThat(semaphore.tryAcquire())
                        .as("a process that dies releases nothing")
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void mutexes(Peers kind) throws Exception {
        try (NamedMutex mutex = NamedMutex.create(base);
                Peer peer = Peer.start(kind, "win-mutex", name)) {
            peer.ask("open");
            mutex.acquire();
            assertThat(peer.ask("acquire 50")).isEqualTo("timeout");
            mutex.release();
            assertThat(peer.ask("acquire 60000")).isEqualTo("acquired");
            assertThat(mutex.tryAcquire(Duration.ofMillis(50))).isFalse();
            peer.kill();
            assertThatThrownBy(() -> mutex.tryAcquire(LONG)).isInstanceOf(OwnerDiedException.class);
            mutex.release();
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
        }
    }

    /** A Java thread abandons a mutex: C++ gets WAIT_ABANDONED, .NET an AbandonedMutexException. */
    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void aThreadOfOursAbandonsAMutex(Peers kind) throws Exception {
        try (Peer peer = Peer.start(kind, "win-mutex", name)) {
            peer.ask("create");
            try (WindowsMutex mutex = WindowsMutex.open(name)) {
                assertThat(Background.start(() -> mutex.tryAcquire()).result()).isTrue();
                assertThat(peer.ask("acquire 60000")).isEqualTo("abandoned");
                peer.ask("release");
                assertThat(mutex.tryAcquire()).isTrue();
                mutex.release();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void events(Peers kind) throws Exception {
        try (WindowsEvent event = WindowsEvent.create(name, WindowsEvent.Reset.AUTOMATIC);
                Peer peer = Peer.start(kind, "win-event", name)) {
            peer.ask("open");
            Background<Boolean> waiting =
                    Background.start(() -> event.tryAwait(LONG)).awaitWaiting();
            peer.ask("set");
            assertThat(waiting.result()).isTrue();
            peer.tell("wait 60000");
            event.set();
            assertThat(peer.hear()).isEqualTo("ok 1");
            assertThat(peer.ask("wait 0")).isEqualTo("0");
        }
        try (Peer peer = Peer.start(kind, "win-event", name)) {
            peer.ask("create manual");
            try (WindowsEvent event = WindowsEvent.open(name)) {
                event.set();
                assertThat(peer.ask("wait 0")).isEqualTo("1");
                peer.ask("reset");
                assertThat(event.tryAwait()).isFalse();
            }
        }
    }

    private static String received(WindowsNamedPipe pipe) throws Exception {
        List<String> messages = new ArrayList<>();
        assertThat(pipe.tryReceive(message -> messages.add(Hex.of(Buffers.bytes(message))), LONG))
                .isTrue();
        return messages.get(0);
    }

    private static void exchangeMessages(WindowsNamedPipe pipe, Peer peer) throws Exception {
        for (String message : List.of("01", "0203", "ab".repeat(50_000))) {
            peer.tell("write " + message);
            assertThat(received(pipe)).isEqualTo(message);
            assertThat(peer.hear()).isEqualTo("ok");
            Background<Boolean> sending =
                    Background.start(() -> pipe.trySend(ByteBuffer.wrap(Hex.parse(message)), LONG));
            assertThat(peer.ask("receive")).isEqualTo(message);
            assertThat(sending.result()).isTrue();
        }
        pipe.send(ByteBuffer.allocate(0));
        assertThat(peer.ask("receive")).as("an empty message").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void messagesToOurServer(Peers kind) throws Exception {
        try (WindowsNamedPipeServer server =
                        WindowsNamedPipeServer.create(base, PipeMode.MESSAGE, WindowsAccess.currentUser());
                Peer peer = Peer.start(kind, "pipe", base)) {
            peer.tell("connect message");
            try (WindowsNamedPipe pipe = server.tryAccept(LONG).orElseThrow()) {
                assertThat(peer.hear()).isEqualTo("ok");
                assertThat(pipe.peerPid()).isEqualTo(peer.pid());
                exchangeMessages(pipe, peer);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CPP", "DOTNET"})
    void messagesToThePeersServer(Peers kind) throws Exception {
        try (Peer peer = Peer.start(kind, "pipe", base)) {
            peer.ask("create message");
            peer.tell("accept");
            try (WindowsNamedPipe pipe = WindowsNamedPipe.connect(base, LONG, PipeMode.MESSAGE)) {
                assertThat(peer.hear()).isEqualTo("ok");
                assertThat(pipe.peerPid()).isEqualTo(peer.pid());
                exchangeMessages(pipe, peer);
            }
        }
    }
}
