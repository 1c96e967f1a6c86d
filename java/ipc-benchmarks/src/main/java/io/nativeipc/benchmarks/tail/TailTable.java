package io.nativeipc.benchmarks.tail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The table of the results. Samples are near or far by the line's round trip before and after them; what changed
 * meanwhile belongs to neither. A ratio is the median of those of single rounds, of samples with the same placement.
 */
final class TailTable {
    private static final double NEAR = 220;
    private static final double FAR = 300;
    private static final double TICK = 10;
    private static final double CONFIDENCE = 0.95;

    private final List<Sample> samples = new ArrayList<>();

    /** A figure of a row in a round; before and after are nanoseconds of the line's round trip. */
    record Sample(int round, String row, int size, String figure, double before, double after, double value) {
        String place() {
            if (before < NEAR && after < NEAR) {
                return "near";
            }
            return before > FAR && after > FAR ? "far" : "changed";
        }
    }

    /** What a row of ours must reach: its figure is at most, or at least, so many times that of the peer. */
    private record Demand(
            String figure, Predicate<Integer> size, String peer, boolean atMost, Function<String, Double> factor) {}

    private static final List<Demand> DEMANDS = demands();

    private static List<Demand> demands() {
        List<Demand> all = new ArrayList<>();
        Predicate<Integer> any = size -> true;
        Predicate<Integer> small = size -> size == 64;
        Predicate<Integer> large = size -> size == 1024;
        for (String caller : List.of("pause", "spin")) {
            all.add(new Demand("rtt1-" + caller + " p50", small, "aeron", true, place -> 1.05));
            all.add(new Demand("rtt1-" + caller + " p99", any, "agrona", true, place -> 1.05));
            all.add(new Demand("rtt1-" + caller + " p999", any, "agrona", true, place -> 1.05));
            all.add(new Demand("rtt16-" + caller + " p99", any, "agrona", true, place -> 2.0));
            all.add(new Demand(
                    "way-" + caller + " rate", small, "agrona", false, place -> place.equals("far") ? 3.0 : 2.5));
            all.add(new Demand("way-" + caller + " rate", small, "aeron", false, place -> 2.0));
            all.add(new Demand("way-" + caller + " rate", large, "agrona", false, place -> 3.5));
            all.add(new Demand("way-" + caller + " rate", large, "aeron", false, place -> 3.5));
        }
        all.add(new Demand("rtt16-batch p99", any, "agrona", true, place -> 2.0));
        return all;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    String text(TailOptions options) {
        StringBuilder text = new StringBuilder();
        for (String place : List.of("near", "far")) {
            medians(text, options, place);
        }
        text.append("\n## Demands\n\n");
        text.append("| row | size | figure | to | place | demand | ratio of medians' pairs [interval] | rounds | |\n");
        text.append("|---|---|---|---|---|---|---|---|---|\n");
        for (TailOptions.Row row : options.rows()) {
            if (row.isRing()) {
                for (int size : options.sizes()) {
                    demands(text, row.name(), size);
                }
            }
        }
        wakes(text);
        return text.toString();
    }

    private void medians(StringBuilder text, TailOptions options, String place) {
        Set<String> figures = new LinkedHashSet<>();
        for (Sample sample : samples) {
            if (sample.place().equals(place) && !sample.figure.endsWith(" n")) {
                figures.add(sample.size + " B " + sample.figure);
            }
        }
        if (figures.isEmpty()) {
            return;
        }
        text.append("\n## Medians, ").append(place).append(" (ns; rate in M/s)\n\n| figure |");
        options.rows().forEach(row -> text.append(' ').append(row.name()).append(" |"));
        text.append("\n|---|").append("---|".repeat(options.rows().size())).append('\n');
        for (String figure : figures) {
            text.append("| ").append(figure).append(" |");
            for (TailOptions.Row row : options.rows()) {
                List<Double> values = new ArrayList<>();
                for (Sample sample : samples) {
                    boolean same = figure.equals(sample.size + " B " + sample.figure);
                    if (same && sample.row.equals(row.name()) && sample.place().equals(place)) {
                        values.add(sample.value);
                    }
                }
                String format = figure.endsWith("rate") ? " %.1f (%d) |" : " %.0f (%d) |";
                text.append(
                        values.isEmpty() ? " |" : String.format(Locale.ROOT, format, median(values), values.size()));
            }
            text.append('\n');
        }
    }

    private void demands(StringBuilder text, String row, int size) {
        for (Demand demand : DEMANDS) {
            for (String place : demand.size.test(size) ? List.of("near", "far") : List.<String>of()) {
                Map<Integer, Double> own = byRound(row, size, demand.figure, place);
                Map<Integer, Double> peer = byRound(demand.peer, size, demand.figure, place);
                List<Double> ratios = new ArrayList<>();
                List<Double> differences = new ArrayList<>();
                own.forEach((round, value) -> {
                    Double other = peer.get(round);
                    if (other != null) {
                        ratios.add(value / other);
                        differences.add(value - other);
                    }
                });
                if (!ratios.isEmpty()) {
                    line(text, row, size, demand, place, ratios, median(differences));
                }
            }
        }
    }

    private static void line(
            StringBuilder text,
            String row,
            int size,
            Demand demand,
            String place,
            List<Double> ratios,
            double difference) {
        double factor = demand.factor.apply(place);
        double ratio = median(ratios);
        boolean met = demand.atMost ? ratio <= factor || difference <= TICK : ratio >= factor;
        text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s | %s | %s %.2f | %.2f %s | %d | %s |%n",
                row,
                size,
                demand.figure,
                demand.peer,
                place,
                demand.atMost ? "≤" : "≥",
                factor,
                ratio,
                interval(ratios),
                ratios.size(),
                met ? "met" : "**missed**"));
    }

    private Map<Integer, Double> byRound(String row, int size, String figure, String place) {
        Map<Integer, Double> values = new TreeMap<>();
        for (Sample sample : samples) {
            boolean same = sample.size == size && sample.figure.equals(figure) && sample.row.equals(row);
            if (same && sample.place().equals(place)) {
                values.put(sample.round, sample.value);
            }
        }
        return values;
    }

    private void wakes(StringBuilder text) {
        text.append("\n## Waiting strategies\n\n| strategy | idle, % of a CPU | wake-up p50, µs | wake-up p99, µs |\n");
        text.append("|---|---|---|---|\n");
        Set<String> strategies = new LinkedHashSet<>();
        for (Sample sample : samples) {
            if (sample.figure.startsWith("wake ")) {
                strategies.add(sample.row);
            }
        }
        for (String strategy : strategies) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f |%n",
                    strategy,
                    wake(strategy, "cpu"),
                    wake(strategy, "p50") / 1000,
                    wake(strategy, "p99") / 1000));
        }
    }

    private double wake(String strategy, String value) {
        List<Double> values = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.row.equals(strategy) && sample.figure.equals("wake " + value)) {
                values.add(sample.value);
            }
        }
        return median(values);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The interval of the median between two ranks of the values, by the binomial distribution. */
    private static String interval(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        int rank = 0;
        double below = Math.pow(0.5, n);
        double next = below;
        while (2 * below <= 1 - CONFIDENCE && rank < n / 2) {
            rank++;
            next = next * (n - rank + 1) / rank;
            below += next;
        }
        return rank == 0
                ? "[too few]"
                : String.format(Locale.ROOT, "[%.2f, %.2f]", sorted.get(rank - 1), sorted.get(n - rank));
    }
}
