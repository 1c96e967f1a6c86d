package io.nativeipc.contract;

import io.nativeipc.IpcAddress;

/** {@code unix:}. */
public abstract class UnixMessagesContract extends ListeningQueueContract {
    @Override
    protected IpcAddress createQueue() {
        return new IpcAddress(IpcAddress.Kind.UNIX, Unique.path().toString());
    }
}
