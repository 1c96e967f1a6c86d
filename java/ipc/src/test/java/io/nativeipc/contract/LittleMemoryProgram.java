package io.nativeipc.contract;

import io.nativeipc.MessageReceiver;
import io.nativeipc.Messages;
import io.nativeipc.NoSpaceException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A receiver in a process with 4 MiB of direct memory, to which many senders connect, or one with a long message. */
public final class LittleMemoryProgram {
    private static final Duration LONG = Duration.ofSeconds(20);

    private LittleMemoryProgram() {}

    /** The argument is the path of the receiver's socket. */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        try (MessageReceiver receiver = Messages.receiver("unix:" + path);
                SocketChannel first = connect(path)) {
            write(first, 1, 1);
            expect(receiver, 1);
            tooManySenders(receiver, path, first);
            try (SocketChannel longMessage = connect(path)) {
                aMessageThatIsTooLong(receiver, longMessage, first);
            }
            write(first, 1, 5);
            expect(receiver, 5);
        }
        System.out.println("done");
    }

    private static void tooManySenders(MessageReceiver receiver, Path path, SocketChannel first) throws Exception {
        List<SocketChannel> idle = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            idle.add(connect(path));
            receiver.tryReceive(message -> {}, Duration.ofMillis(6)); // accepts it, or pauses
        }
        write(first, 1, 2);
        expect(receiver, 2);
        aShortMessageWithoutMemory(receiver, idle.get(0));
        try (SocketChannel late = connect(path)) {
            write(late, 1, 3);
            for (SocketChannel sender : idle) {
                sender.close();
            }
            expect(receiver, 3);
        }
    }

    /** A short message is copied, for which no memory is left either. One call says so. */
    private static void aShortMessageWithoutMemory(MessageReceiver receiver, SocketChannel sender) throws Exception {
        List<ByteBuffer> all = new ArrayList<>();
        try {
            while (true) {
                all.add(ByteBuffer.allocateDirect(16));
            }
        } catch (OutOfMemoryError full) {
            write(sender, 1, 9);
        }
        try {
            receiver.tryReceive(message -> {}, LONG);
            throw new AssertionError("received with " + all.size() + " buffers allocated");
        } catch (NoSpaceException refused) {
            System.out.println(refused.getMessage());
        }
    }

    /** The message is larger than the memory. Its sender is closed, and one call says so. */
    private static void aMessageThatIsTooLong(MessageReceiver receiver, SocketChannel sender, SocketChannel first)
            throws Exception {
        Thread writer = new Thread(() -> {
            try {
                write(sender, 1 << 24, 0);
            } catch (IOException closed) {
                System.out.println("closed");
            }
        });
        writer.start();
        try {
            receiver.tryReceive(message -> {}, LONG);
            throw new AssertionError("received");
        } catch (NoSpaceException refused) {
            System.out.println(refused.getMessage());
        }
        writer.join();
        write(first, 1, 4);
        expect(receiver, 4);
    }

    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return channel;
    }

    /** Writes a frame of this length that consists of this number, in pieces for which little memory is enough. */
    private static void write(SocketChannel channel, int length, int number) throws IOException {
        channel.write(ByteBuffer.allocate(4).putInt(0, length));
        ByteBuffer piece = ByteBuffer.allocate(Math.min(length, 4096));
        for (int rest = length; rest > 0; rest -= piece.capacity()) {
            piece.clear().put(0, (byte) number);
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        }
    }

    private static void expect(MessageReceiver receiver, int number) throws Exception {
        int[] received = {0};
        if (!receiver.tryReceive(message -> received[0] = message.get(), LONG) || received[0] != number) {
            throw new AssertionError(received[0] + " instead of " + number);
        }
    }
}
