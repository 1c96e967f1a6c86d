package io.nativeipc.contract;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.posix.PosixMessageQueue;

/** Messages over {@code posix-mq:} addresses. */
public abstract class PosixQueueMessagesContract extends BoundedQueueContract {
    private final String name = Unique.posixName();

    @Override
    protected IpcAddress createQueue() throws Exception {
        PosixMessageQueue.create(name, 10, largest()).close();
        return new IpcAddress(IpcAddress.Kind.POSIX_MQ, name);
    }

    @Override
    protected void removeQueue() throws Exception {
        PosixMessageQueue.unlink(name);
    }

    @Override
    protected int largest() {
        return 1024;
    }

    @Override
    protected Guarantee guarantee() {
        return Guarantee.STORED;
    }
}
