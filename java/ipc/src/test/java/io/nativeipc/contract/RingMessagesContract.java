package io.nativeipc.contract;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;

/** {@code ring:}. */
public abstract class RingMessagesContract extends BoundedQueueContract {
    private static final RingOptions OPTIONS = RingOptions.DEFAULT.withLanes(2).withLaneCapacity(1 << 16);

    private final String name = Unique.posixName();
    private RingChannel channel;

    @Override
    protected IpcAddress createQueue() throws Exception {
        channel = RingChannel.create(name, OPTIONS);
        return new IpcAddress(IpcAddress.Kind.RING, name);
    }

    @Override
    protected void removeQueue() throws Exception {
        channel.unlink();
        channel.close();
    }

    @Override
    protected int largest() {
        return OPTIONS.maxMessage();
    }

    @Override
    protected Guarantee guarantee() {
        return Guarantee.PUBLISHED;
    }
}
