package io.nativeipc.rabbitmq;

import io.nativeipc.IpcException;
import org.jspecify.annotations.Nullable;

/** A message on its way to the broker, and its result. Guarded by the sender's lock. */
final class Outgoing {
    enum State {
        /** Not passed to the client yet; can be withdrawn. */
        QUEUED,
        SENT,
        CONFIRMED,
        FAILED,
        /** No call waits for it any more. */
        FORGOTTEN
    }

    final byte[] body;
    /** Whether it was handed over for a later flush, so no call waits for it. */
    final boolean posted;

    State state = State.QUEUED;

    @Nullable
    IpcException failure;

    Outgoing(byte[] body, boolean posted) {
        this.body = body;
        this.posted = posted;
    }
}
