package io.nativeipc.internal.transport;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageTransport;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.QueueOpenOption;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import java.io.IOException;
import java.util.Set;

/**
 * {@code posix-mq:} and {@code sysv-mq:}. Messages are sent with priority 0 or type 1, and received with any priority
 * or type.
 */
public final class QueueTransport implements MessageTransport {

    /** For ServiceLoader. */
    public QueueTransport() {}

    @Override
    public Set<String> schemes() {
        return Set.of(Kind.POSIX_MQ.toString(), Kind.SYSV_MQ.toString());
    }

    @Override
    public MessageSender sender(String text, Side side) throws IOException {
        IpcAddress address = IpcAddress.parse(text);
        requireNoListener(address, side);
        return address.kind() == Kind.SYSV_MQ
                ? sysvQueue(address)
                : PosixMessageQueue.open(address.name(), QueueOpenOption.SEND_ONLY);
    }

    @Override
    public MessageReceiver receiver(String text, Side side) throws IOException {
        IpcAddress address = IpcAddress.parse(text);
        requireNoListener(address, side);
        return address.kind() == Kind.SYSV_MQ
                ? sysvQueue(address)
                : PosixMessageQueue.open(address.name(), QueueOpenOption.RECEIVE_ONLY);
    }

    private static SysVMessageQueue sysvQueue(IpcAddress address) throws IOException {
        return address.sysvId().isPresent()
                ? SysVMessageQueue.attach(address.sysvId().getAsInt())
                : SysVMessageQueue.open(SysVKey.of(address));
    }

    static void requireNoListener(IpcAddress address, Side side) {
        if (side == Side.LISTENS) {
            throw new IllegalArgumentException(
                    address + " is an object that both ends open: it has no end that listens");
        }
    }
}
