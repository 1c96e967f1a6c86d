package io.nativeipc.benchmarks.ring;

import io.nativeipc.MappedFile;
import java.nio.file.Path;

/**
 * Compares the ways in which a program accesses a message:
 * {@code Exposures ROLE KIND --file /dev/shm/x --size 64|1024|0 --handlers 1|3 [--warm-up S] [--seconds S]}. Size 0 is
 * a mixture from 16 to 1,500 bytes. The roles ping and echo, and produce and consume, are two processes each; trips and
 * stream are two threads of one process; alone is one thread, whose processor time does not depend on the load.
 */
public final class Exposures {
    private Exposures() {}

    public static void main(String[] args) throws Exception {
        Options.parse(args);
        try (MappedFile file = MappedFile.openOrCreate(
                Path.of(Options.text("file", "/dev/shm/exposures")), 2L * ExposureLane.BYTE_SIZE)) {
            ExposureEnd one = new ExposureEnd(args[1], file, 0);
            ExposureEnd other = new ExposureEnd(args[1], file, 1);
            switch (args[0]) {
                case "ping" -> one.ping();
                case "echo" -> other.echo();
                case "produce" -> one.produce();
                case "consume" -> other.consume();
                case "trips" -> beside(other::echo, one::ping);
                case "stream" -> beside(one::produce, other::consume);
                case "alone" -> one.alone(other);
                default -> throw new IllegalArgumentException("no such role: " + args[0]);
            }
        }
    }

    private static void beside(Runnable aside, Runnable measured) throws InterruptedException {
        Thread thread = new Thread(aside);
        thread.start();
        measured.run();
        thread.join();
    }
}
