package io.nativeipc.cli;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.ring.RingChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench}: measures latency and throughput of an existing ring channel between this process and one that it
 * starts.
 */
@Command(
        description = {
            "Measure an unused ring channel, one way, from a second process to this one.",
            "Latency is from just before the copy into the lane until the consumer has the message, at 50000 messages"
                    + " per second; throughput is measured without pacing. The channel must exist, and is empty afterwards."
        })
final class Bench extends Verb {
    /** The time between two messages whose latency is measured. */
    static final long PACE_NANOS = 20_000;

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final double MEBIBYTE = 1 << 20;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = Converters.Seconds.class,
            description = "Seconds for each measurement (default 2), plus a warm-up.")
    Duration seconds = Duration.ofSeconds(2);

    @Option(
            names = "--size",
            paramLabel = "N",
            split = ",",
            converter = Converters.ByteSize.class,
            description = "The message sizes in bytes, 24 or more, separated by commas (default 64,1024).")
    List<Long> sizes = List.of(64L, 1024L);

    @Option(names = "--json", description = "Print one JSON array.")
    boolean json;

    private record Row(int size, BenchMeter.Measurement paced, BenchMeter.Measurement flood) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (address.kind() != Kind.RING) {
            throw new IllegalArgumentException(address + " is not a ring channel");
        } else if (seconds.isZero()) {
            throw usage("--seconds is more than 0");
        }
        try (RingChannel channel = RingChannel.open(address.name())) {
            List<Row> rows = measure(channel, checkedSizes(channel.options().maxMessage()));
            Output.print(json ? Json.array(documents(rows)) : table(rows).toString());
        }
        return 0;
    }

    private List<Integer> checkedSizes(int largest) {
        List<Integer> checked = new ArrayList<>();
        for (long size : sizes) {
            if (size < BenchMessage.LEAST_SIZE || size > largest) {
                throw usage("--size is " + BenchMessage.LEAST_SIZE + " to " + largest + " for this channel: " + size);
            }
            checked.add((int) size);
        }
        return checked;
    }

    private List<Row> measure(RingChannel channel, List<Integer> each) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        try (BenchRun run = BenchRun.start(channel, seconds, each)) {
            for (int size : each) {
                int first = rows.size() * BenchRun.MEASUREMENTS;
                System.err.println("native-ipc: " + size + " bytes, from process " + run.producerPid());
                run.await(first + BenchRun.MEASUREMENTS);
                rows.add(new Row(
                        size, run.results().get(first + 2), run.results().get(first + 3)));
            }
        }
        return rows;
    }

    private static Table table(List<Row> rows) {
        Table table = new Table("BYTES", "P50 ns", "P90 ns", "P99 ns", "P99.9 ns", "MAX ns", "M MESSAGES/s", "MiB/s");
        for (Row row : rows) {
            List<String> words = new ArrayList<>(List.of(Integer.toString(row.size)));
            for (double percentile : PERCENTILES) {
                words.add(Long.toString(row.paced.latency().getValueAtPercentile(percentile)));
            }
            words.add(Long.toString(row.paced.latency().getMaxValue()));
            double perSecond = row.flood.messagesPerSecond();
            words.add(String.format(Locale.ROOT, "%.2f", perSecond / 1e6));
            words.add(String.format(Locale.ROOT, "%.0f", perSecond * row.size / MEBIBYTE));
            table.add(words.toArray(new String[0]));
        }
        return table;
    }

    private List<Map<String, @Nullable Object>> documents(List<Row> rows) {
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        for (Row row : rows) {
            Histogram latency = row.paced.latency();
            Map<String, @Nullable Object> nanos = new LinkedHashMap<>();
            nanos.put("count", latency.getTotalCount());
            for (double percentile : PERCENTILES) {
                String name = "p" + Double.toString(percentile).replace(".0", "");
                nanos.put(name, latency.getValueAtPercentile(percentile));
            }
            nanos.put("max", latency.getMaxValue());
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("address", address.toString());
            document.put("bytes", row.size);
            document.put("latencyNanos", nanos);
            document.put("messages", row.flood.messages());
            document.put("messagesPerSecond", row.flood.messagesPerSecond());
            document.put("mebibytesPerSecond", row.flood.messagesPerSecond() * row.size / MEBIBYTE);
            documents.add(document);
        }
        return documents;
    }
}
