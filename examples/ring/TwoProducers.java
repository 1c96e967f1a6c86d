import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.nio.ByteBuffer;

/** Two producers, each with its own lane. Here they are threads; other processes open the channel by its name. */
class TwoProducers {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/prices";
        int[] received = new int[2];
        try (RingChannel channel = RingChannel.create(name, RingOptions.DEFAULT.withLanes(2))) {
            try (RingConsumer consumer = channel.openConsumer()) {
                new Thread(() -> produce(channel, (byte) 0)).start();
                new Thread(() -> produce(channel, (byte) 1)).start();
                for (int i = 0; i < 2000; i++) { // in order for each producer, in no order between them
                    consumer.receive(message -> received[message.get()]++);
                }
                System.out.println("received " + received[0] + " and " + received[1]);
            } finally {
                channel.unlink();
            }
        }
    }

    private static void produce(RingChannel channel, byte number) {
        try (RingProducer producer = channel.openProducer()) {
            for (int i = 0; i < 1000; i++) {
                producer.send(ByteBuffer.wrap(new byte[] {number}));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
