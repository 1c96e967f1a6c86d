import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import java.util.concurrent.atomic.AtomicLong;

/** Adds a thousand numbers from a producer in another process. Start it first. */
class RingReceiver {
    public static void main(String[] args) throws Exception {
        String name = args.length > 0 ? args[0] : "/prices";
        RingOptions options = RingOptions.DEFAULT.withSleepingWaits(); // waiters block in the kernel
        try (RingChannel channel = RingChannel.create(name, options)) {
            try (RingConsumer consumer = channel.openConsumer()) {
                System.out.println("waiting");
                AtomicLong sum = new AtomicLong();
                for (int i = 0; i < 1000; i++) {
                    consumer.receive(message -> sum.addAndGet(message.getInt()));
                }
                System.out.println("received " + sum);
            } finally {
                channel.unlink();
            }
        }
    }
}
