package io.nativeipc.contract;

import io.nativeipc.IpcAddress;

/** {@code pipe:}. */
public abstract class PipeMessagesContract extends ListeningQueueContract {
    @Override
    protected IpcAddress createQueue() {
        return new IpcAddress(IpcAddress.Kind.PIPE, Unique.name());
    }
}
