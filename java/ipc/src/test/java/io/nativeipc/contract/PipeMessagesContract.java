package io.nativeipc.contract;

import io.nativeipc.IpcAddress;

/** Messages over {@code pipe:} addresses. */
public abstract class PipeMessagesContract extends ListeningQueueContract {
    @Override
    protected IpcAddress createQueue() {
        return new IpcAddress(IpcAddress.Kind.PIPE, Unique.name());
    }
}
