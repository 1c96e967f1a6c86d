package io.nativeipc.rabbitmq;

import io.nativeipc.IpcException;
import org.jspecify.annotations.Nullable;

/** A message on its way to the broker, and what became of it. Its sender's lock guards it. */
final class Outgoing {
    enum State {
        /** Not yet given to the client: it can be taken back. */
        QUEUED,
        SENT,
        CONFIRMED,
        FAILED,
        /** Nobody waits for it any more. */
        FORGOTTEN
    }

    final byte[] body;
    /** Handed over for a later flush, with no call that waits for it. */
    final boolean posted;

    State state = State.QUEUED;

    @Nullable
    IpcException failure;

    Outgoing(byte[] body, boolean posted) {
        this.body = body;
        this.posted = posted;
    }
}
