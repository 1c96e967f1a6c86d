package io.nativeipc.benchmarks.tail;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;

/**
 * Two streams of Aeron over IPC, by tryClaim. The media driver is the coordinator's; the client has no thread of its
 * own, because these processes have one processor each.
 */
final class AeronTransport extends Transport {
    private final Aeron aeron;
    private final ExclusivePublication publication;
    private final Subscription subscription;
    private final BufferClaim claim = new BufferClaim();

    private final FragmentHandler handler = (buffer, offset, length, header) -> {
        Frame.checkLength(length);
        buffer.getBytes(offset, Frame.IN, 0, Frame.SIZE);
        try {
            arrived();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    };

    AeronTransport(String name, boolean left) {
        aeron = Aeron.connect(
                new Aeron.Context().aeronDirectoryName(folder(name)).useConductorAgentInvoker(true));
        publication = aeron.addExclusivePublication("aeron:ipc", left ? 1 : 2);
        subscription = aeron.addSubscription("aeron:ipc", left ? 2 : 1);
        while (!publication.isConnected() || !subscription.isConnected()) {
            betweenPhases();
            Thread.onSpinWait();
        }
    }

    /** Returns the folder of the media driver. */
    static String folder(String name) {
        return "/dev/shm" + name + "-aeron";
    }

    @Override
    boolean send() {
        long position = publication.tryClaim(Frame.SIZE, claim);
        if (position < 0) {
            if (position != io.aeron.Publication.BACK_PRESSURED && position != io.aeron.Publication.ADMIN_ACTION) {
                throw new IllegalStateException("tryClaim returned " + position);
            }
            return false;
        }
        claim.buffer().putBytes(claim.offset(), Frame.OUT, 0, Frame.SIZE);
        claim.commit();
        return true;
    }

    @Override
    int receive(int limit) {
        return subscription.poll(handler, limit);
    }

    @Override
    void betweenPhases() {
        aeron.conductorAgentInvoker().invoke();
    }

    @Override
    public void close() {
        aeron.close();
    }
}
