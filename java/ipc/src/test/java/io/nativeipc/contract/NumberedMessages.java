package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.BatchSender;
import io.nativeipc.MessageHandler;
import io.nativeipc.MessageSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.zip.CRC32C;

/** Messages whose length and bytes follow from their number, and a checksum of all messages sent or received. */
final class NumberedMessages implements MessageHandler {
    private static final byte[] BYTES = new byte[1 << 24];

    static {
        for (int i = 0; i < BYTES.length; i++) {
            BYTES[i] = (byte) (i * 31 + (i >> 8));
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int longest;
    private final CRC32C checksum = new CRC32C();
    private long count;

    NumberedMessages(int longest) {
        this.longest = longest;
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        System.arraycopy(BYTES, 0, bytes, 0, length);
        return bytes;
    }

    /** Starts a thread that sends this many messages. Each contains the sender's number and the message's number. */
    static Background<Void> sending(MessageSender sender, int id, int count) {
        return Background.start(() -> {
            ByteBuffer message = ByteBuffer.allocate(16);
            for (long number = 0; number < count; number++) {
                sender.send(message.putLong(0, id).putLong(8, number).rewind());
            }
            return null;
        });
    }

    private ByteBuffer message(long number) {
        int length = (int) (number * 7 % (longest + 1));
        return ByteBuffer.wrap(BYTES, (int) (number % 4096), length);
    }

    /** Sends this many messages and returns their checksum. Messages of a batch sender share their round trips. */
    long send(MessageSender sender, long many) throws IOException, InterruptedException {
        BatchSender batch = sender instanceof BatchSender batches ? batches : null;
        for (; count < many; count++) {
            ByteBuffer message = message(count);
            checksum.update(message.duplicate());
            if (batch == null) {
                sender.send(message);
            } else {
                assertThat(batch.tryPost(message, PATIENCE)).as("there is room").isTrue();
            }
        }
        assertThat(batch == null || batch.tryFlush(PATIENCE))
                .as("all is confirmed")
                .isTrue();
        return checksum();
    }

    @Override
    public void onMessage(ByteBuffer message) {
        ByteBuffer expected = message(count);
        if (!message.equals(expected)) {
            throw new AssertionError("message " + count + " has " + message.remaining() + " bytes, not "
                    + expected.remaining() + ", or another content");
        }
        checksum.update(message.duplicate());
        count++;
    }

    long count() {
        return count;
    }

    long checksum() {
        return checksum.getValue();
    }
}
