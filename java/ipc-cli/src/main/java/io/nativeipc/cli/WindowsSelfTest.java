package io.nativeipc.cli;

import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsSemaphore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** The self-test for Windows. */
final class WindowsSelfTest extends SelfTest {
    WindowsSelfTest() throws IOException {}

    @Override
    void addTo(Map<String, Exchange> exchanges) {
        exchanges.put("win-map", this::mapping);
        exchanges.put("file", this::file);
        exchanges.put("win-sem", this::semaphore);
        exchanges.put("win-mutex", this::mutex);
        exchanges.put("win-event", this::event);
        exchanges.put("pipe", this::pipe);
    }

    private void mapping() throws IOException {
        try (FileMapping one = FileMapping.create(name, 4096);
                FileMapping other = FileMapping.open(name)) {
            exchange(one, other);
        }
    }

    private void semaphore() throws IOException, InterruptedException {
        try (WindowsSemaphore one = WindowsSemaphore.create(name, 0);
                WindowsSemaphore other = WindowsSemaphore.open(name)) {
            one.release();
            require(other.tryAcquire(PATIENCE));
        }
    }

    private void mutex() throws IOException, InterruptedException {
        try (WindowsMutex one = WindowsMutex.create(name);
                WindowsMutex other = WindowsMutex.open(name)) {
            one.acquire();
            one.release();
            require(other.tryAcquire(PATIENCE));
            other.release();
        }
    }

    private void event() throws IOException, InterruptedException {
        try (WindowsEvent one = WindowsEvent.create(name, WindowsEvent.Reset.AUTOMATIC);
                WindowsEvent other = WindowsEvent.open(name)) {
            one.set();
            require(other.tryAwait(PATIENCE));
        }
    }

    private void pipe() throws IOException, InterruptedException {
        try (NamedPipeServer server = NamedPipeServer.create(name);
                NamedPipe client = NamedPipe.connect(name, PATIENCE);
                NamedPipe peer = server.accept()) {
            ByteBuffer received = ByteBuffer.allocate(4);
            client.write(sent());
            require(peer.tryRead(received, PATIENCE) == 4 && received.flip().equals(sent()));
        }
    }
}
