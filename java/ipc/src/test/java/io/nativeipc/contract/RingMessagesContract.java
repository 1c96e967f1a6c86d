package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcAddress;
import io.nativeipc.MappedFile;
import io.nativeipc.MessageReceiver;
import io.nativeipc.MessageSender;
import io.nativeipc.MessageSender.Guarantee;
import io.nativeipc.Messages;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.sysv.SysVSharedMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs the contract of bounded queues on {@code ring:} addresses. */
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

    @Test
    void aRingInAFileIsFoundByItsAddress() throws Exception {
        Path path = Unique.path();
        try (MappedFile file = MappedFile.create(path, OPTIONS.byteSize())) {
            exchangeIn(file, "ring:file:" + path);
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void aRingInASysVSegmentIsFoundByItsAddress() throws Exception {
        try (SysVSharedMemory segment = SysVSharedMemory.create(Unique.key(), OPTIONS.byteSize())) {
            exchangeIn(segment, "ring:" + segment);
            segment.remove();
        }
    }

    @Test
    void aRingInMemoryWithANameIsFoundByItsAddress() throws Exception {
        try (SharedMemory memory = SharedMemory.create(Unique.name(), OPTIONS.byteSize())) {
            exchangeIn(memory, "ring:" + memory);
            memory.unlink();
        }
    }

    private static void exchangeIn(Region memory, String address) throws Exception {
        RingChannel made = RingChannel.create(memory, OPTIONS);
        try (MessageReceiver in = Messages.receiver(address);
                MessageSender out = Messages.sender(address)) {
            out.send(Buffers.text("through " + address));
            assertThat(in.tryReceive(
                            message -> assertThat(Buffers.text(message)).isEqualTo("through " + address)))
                    .isTrue();
        } finally {
            made.unlink();
            made.close();
        }
    }
}
