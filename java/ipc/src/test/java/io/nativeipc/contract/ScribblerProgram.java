package io.nativeipc.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A peer that writes random words into a channel's memory, and from time to time restores the initial content. */
public final class ScribblerProgram {
    private static final int WORDS_PER_RESTORATION = 200_000;
    private static final int WORDS_IN_A_ROW = 100;

    private final MappedByteBuffer memory;
    private final ByteBuffer first;
    private final SplittableRandom random = new SplittableRandom(5);

    private ScribblerProgram(Path object) throws IOException {
        try (FileChannel file = FileChannel.open(object, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = file.map(FileChannel.MapMode.READ_WRITE, 0, file.size());
            memory.order(ByteOrder.nativeOrder());
        }
        first = ByteBuffer.allocate(memory.capacity()).put(memory.duplicate()).flip();
    }

    /**
     * Speaks the line protocol of {@link io.nativeipc.peer.Peer}: {@code scribble MILLISECONDS} returns the number of
     * words that were written.
     */
    public static void main(String[] args) throws Exception {
        ScribblerProgram program = new ScribblerProgram(Path.of("/dev/shm" + args[0]));
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            System.out.println("ok " + program.scribble(Long.parseLong(line.substring("scribble ".length()))));
        }
    }

    /** Writes random words, with pauses in which the other processes make progress. */
    private long scribble(long milliseconds) throws InterruptedException {
        long written = 0;
        for (long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds); System.nanoTime() < end; ) {
            for (int i = 0; i < WORDS_IN_A_ROW; i++) {
                memory.putLong(place(), word());
            }
            written += WORDS_IN_A_ROW;
            if (written % WORDS_PER_RESTORATION == 0) {
                memory.put(0, first, 0, first.limit());
                Thread.sleep(10);
            }
        }
        memory.put(0, first, 0, first.limit());
        return written;
    }

    /** Returns an offset in the header's page, in the first four pages, or in the whole memory. */
    private int place() {
        return switch (random.nextInt(3)) {
            case 0 -> 8 * random.nextInt(4096 / 8);
            case 1 -> 8 * random.nextInt(4 * 4096 / 8);
            default -> 8 * random.nextInt(memory.capacity() / 8);
        };
    }

    /** Returns any number, a number that may be valid, or the header of a record. */
    private long word() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(-1, 4);
            case 2 -> 8L * random.nextInt(4096);
            default -> (long) random.nextInt(4) << 32 | random.nextInt(1, 4096);
        };
    }
}
