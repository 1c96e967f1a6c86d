package io.nativeipc.contract;

import static io.nativeipc.contract.WaitingCall.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Creates waiting calls of objects that exist only on Windows. */
final class WindowsWaits {
    private WindowsWaits() {}

    static WaitingCall event() throws Exception {
        WindowsEvent event = WindowsEvent.create(Unique.name(), WindowsEvent.Reset.AUTOMATIC);
        WindowsEvent same = WindowsEvent.open(event.name());
        return new WaitingCall(event::tryAwait, event::await, same::set, event, same::close);
    }

    static WaitingCall send() throws Exception {
        String name = Unique.name();
        WindowsNamedPipeServer server =
                WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, WindowsAccess.currentUser());
        WindowsNamedPipe receiver = WindowsNamedPipe.connect(name, Duration.ofSeconds(60), PipeMode.MESSAGE);
        WindowsNamedPipe sender = server.accept();
        while (sender.trySend(ByteBuffer.allocate(1 << 12))) {
            assertThat(sender.isOpen()).isTrue();
        }
        while (sender.trySend(message())) {
            assertThat(sender.isOpen()).isTrue();
        }
        return new WaitingCall(
                timeout -> sender.trySend(message(), timeout),
                () -> sender.send(message()),
                () -> receiver.receive(bytes -> {}),
                sender,
                () -> PipeWaits.closeAll(List.of(receiver, server)));
    }

    static WaitingCall receive() throws Exception {
        String name = Unique.name();
        WindowsNamedPipeServer server =
                WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, WindowsAccess.currentUser());
        WindowsNamedPipe receiver = WindowsNamedPipe.connect(name, Duration.ofSeconds(60), PipeMode.MESSAGE);
        WindowsNamedPipe sender = server.accept();
        return new WaitingCall(
                timeout -> receiver.tryReceive(bytes -> {}, timeout),
                () -> receiver.receive(bytes -> {}),
                () -> sender.send(message()),
                receiver,
                () -> PipeWaits.closeAll(List.of(sender, server)));
    }
}
