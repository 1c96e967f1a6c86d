package io.nativeipc.contract;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import io.nativeipc.peer.NoDescriptors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.FutureTask;

/** A receiver in a process with a low limit of descriptors. All descriptors are used up, and then freed again. */
public final class FrameReceiverProgram {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long MUCH = 400_000_000;

    private final MessageReceiver receiver;

    private FrameReceiverProgram(MessageReceiver receiver) {
        this.receiver = receiver;
    }

    /** Runs the program. The argument is the receiver's address. */
    public static void main(String[] arguments) throws Exception {
        IpcAddress address = IpcAddress.parse(arguments[0]);
        try (MessageReceiver receiver = Messages.receiver(address, Side.LISTENS)) {
            FrameReceiverProgram program = new FrameReceiverProgram(receiver);
            require(!receiver.tryReceive(message -> {}, Duration.ofMillis(200)), "no message");
            program.inNewThread(null); // the receiver knows no sender and cannot accept one
            try (MessageSender first = Messages.sender(address, Side.CONNECTS)) {
                first.send(ByteBuffer.wrap(new byte[] {1}));
                program.expect(1);
                try (MessageSender second = Messages.sender(address, Side.CONNECTS)) {
                    second.send(ByteBuffer.wrap(new byte[] {3}));
                    program.inNewThread(first);
                    program.expect(3);
                }
            }
        }
        System.out.println("done");
    }

    /** Runs in a new thread, because a thread needs a descriptor for its first wait. */
    private void inNewThread(MessageSender known) throws Exception {
        FutureTask<Void> shortage = new FutureTask<>(() -> withoutDescriptors(known));
        new Thread(shortage, "new").start();
        shortage.get();
    }

    private Void withoutDescriptors(MessageSender known) throws Exception {
        try (NoDescriptors none = new NoDescriptors()) {
            require(none != null, "taken");
            if (known != null) {
                known.send(ByteBuffer.wrap(new byte[] {2}));
                expect(2);
            }
            long cpu = NoDescriptors.cpuNanos();
            long start = System.nanoTime();
            require(!receiver.tryReceive(message -> {}, Duration.ofMillis(500)), "no descriptor for another");
            require(System.nanoTime() - start > MUCH, "waited");
            require(NoDescriptors.cpuNanos() - cpu < MUCH, "did not spin");
            return null;
        }
    }

    private void expect(int number) throws Exception {
        int[] received = {0};
        require(receiver.tryReceive(message -> received[0] = message.get(), LONG), "message " + number);
        require(received[0] == number, received[0] + " instead of " + number);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
