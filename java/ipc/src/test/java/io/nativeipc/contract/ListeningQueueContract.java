package io.nativeipc.contract;

import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.PeerClosedException;
import java.io.IOException;

/** Frames over connections for which the receiver listens. */
public abstract class ListeningQueueContract extends BoundedQueueContract {
    @Override
    protected void removeQueue() {
        // the queue ends with its receiver
    }

    @Override
    protected Side receiverSide() {
        return Side.LISTENS;
    }

    @Override
    protected int largest() {
        return 1 << 24;
    }

    @Override
    protected Guarantee guarantee() {
        return Guarantee.QUEUED_LOCALLY;
    }

    @Override
    protected Class<? extends IOException> receiverGone() {
        return PeerClosedException.class;
    }
}
