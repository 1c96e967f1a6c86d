package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingProducer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The sending process that {@code bench} starts. For each size it sends a flood and a paced stream to warm up, then
 * both again.
 */
public final class BenchProducer {
    private static final int FAILURES_PER_YIELD = 64;
    private static final int MESSAGES_PER_LOOK = 256;

    private final RingProducer producer;
    private final long token;
    private ByteBuffer message = ByteBuffer.allocate(0);
    private long number;

    private BenchProducer(RingProducer producer, long token) {
        this.producer = producer;
        this.token = token;
    }

    /**
     * Runs the producer. Arguments: the channel's name, the token, the nanoseconds of warm-up and of measurement, and
     * the sizes.
     */
    public static void main(String[] args) {
        endWithParent();
        try (RingChannel channel = RingChannel.open(args[0]);
                RingProducer producer = channel.openProducer()) {
            BenchProducer bench = new BenchProducer(producer, Long.parseLong(args[1]));
            for (int i = 4; i < args.length; i++) {
                bench.run(Integer.parseInt(args[i]), Long.parseLong(args[2]), Long.parseLong(args[3]));
            }
        } catch (IOException e) {
            System.err.println("native-ipc: " + e.getMessage());
            System.exit(Main.FAILED);
        }
        System.exit(0);
    }

    /** Ends this process when the pipe from the parent ends, which it does in every case when the parent ends. */
    private static void endWithParent() {
        Thread thread = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException broken) {
                // the parent has ended
            }
            Runtime.getRuntime().halt(Main.FAILED);
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void run(int size, long warmUp, long nanos) throws IpcException {
        message = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        message.putLong(BenchMessage.TOKEN, token);
        flood(warmUp);
        pace(warmUp);
        pace(nanos);
        flood(nanos);
    }

    private void flood(long nanos) throws IpcException {
        long end = System.nanoTime() + nanos;
        do {
            for (int i = 0; i < MESSAGES_PER_LOOK; i++) {
                send(BenchMessage.UNSTAMPED);
            }
        } while (System.nanoTime() - end < 0);
        send(BenchMessage.END);
    }

    private void pace(long nanos) throws IpcException {
        long begin = System.nanoTime();
        for (long due = 0; due < nanos; due += Bench.PACE_NANOS) {
            for (int attempt = 1; System.nanoTime() - begin < due; attempt++) {
                pause(attempt);
            }
            send(System.nanoTime());
        }
        send(BenchMessage.END);
    }

    private void send(long stamp) throws IpcException {
        message.clear();
        message.putLong(BenchMessage.NUMBER, number++).putLong(BenchMessage.STAMP, stamp);
        for (int attempt = 1; !producer.offer(message); attempt++) {
            pause(attempt);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // on one processor the consumer has to get its turn
    static void pause(int attempt) {
        if (attempt % FAILURES_PER_YIELD == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }
}
