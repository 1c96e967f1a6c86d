package io.nativeipc.python;

import io.nativeipc.peer.NoDescriptors;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.spi.Deadline;
import io.nativeipc.spi.Waits;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;

/** A listener in a process with few descriptors, which loses all of them and gets them back. */
final class ListenerProgram {
    private static final long MUCH = 400_000_000;

    private ListenerProgram() {}

    /** The arguments are {@code unix PATH}, or {@code tcp}. */
    public static void main(String[] arguments) throws Exception {
        Address address =
                arguments[0].equals("unix") ? Address.unix(Path.of(arguments[1])) : Address.tcp("127.0.0.1", 0);
        try (Listener listener = Listener.create(address)) {
            require(listener.tryAccept(Duration.ofMillis(200)).isEmpty(), "no client");
            Waits.pause(20, Deadline.after(Duration.ofMillis(1))); // loads classes while files can still be opened
            inNewThread(listener, "without a client");
            for (String round : new String[] {"first", "second"}) {
                try (Closeable client = connect(listener.address())) {
                    require(client != null, "connected");
                    inNewThread(listener, round);
                    require(listener.tryAccept(Duration.ofSeconds(20)).isPresent(), "accepted afterwards");
                }
            }
        }
        System.out.println("done");
    }

    /** Runs in a new thread: a thread that has not waited before needs a descriptor for its waits. */
    private static void inNewThread(Listener listener, String round) throws Exception {
        FutureTask<Void> shortage = new FutureTask<>(() -> withoutDescriptors(listener, round));
        new Thread(shortage, "new").start();
        shortage.get();
    }

    private static Void withoutDescriptors(Listener listener, String round) throws Exception {
        try (NoDescriptors none = new NoDescriptors()) {
            require(none != null, "taken");
            long cpu = NoDescriptors.cpuNanos();
            long start = System.nanoTime();
            require(listener.tryAccept(Duration.ofMillis(500)).isEmpty(), "no descriptor, the " + round + " time");
            require(System.nanoTime() - start > MUCH, "waited");
            require(NoDescriptors.cpuNanos() - cpu < MUCH, "did not spin");
            return null;
        }
    }

    private static Closeable connect(Address address) throws Exception {
        return address instanceof Address.Unix unix
                ? UnixSocket.connect(unix.path())
                : SocketChannel.open(new InetSocketAddress("127.0.0.1", ((Address.Tcp) address).port()));
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
