package io.nativeipc.contract;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;

/** Runs the contract of bounded queues on {@code sysv-mq:} addresses. */
public abstract class SysVQueueMessagesContract extends BoundedQueueContract {
    private final SysVKey key = Unique.key();

    @Override
    protected IpcAddress createQueue() throws Exception {
        SysVMessageQueue.create(key).close();
        return new IpcAddress(IpcAddress.Kind.SYSV_MQ, key.toString());
    }

    @Override
    protected void removeQueue() throws Exception {
        SysVMessageQueue.remove(key);
    }

    /** Returns the default of kernel.msgmax. */
    @Override
    protected int largest() {
        return 8192;
    }

    @Override
    protected Guarantee guarantee() {
        return Guarantee.STORED;
    }
}
