package io.nativeipc.benchmarks.tail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of {@link Tail}.
 *
 * @param folder where the results are written
 * @param minutes no round begins after this time
 * @param wakes in how many rounds the waiting strategies are measured too
 */
record TailOptions(
        Path folder,
        int rounds,
        double minutes,
        String seconds,
        String warmUp,
        List<Integer> sizes,
        List<Row> rows,
        int wakes) {

    /**
     * A row of the table.
     *
     * @param kind how a message is transferred, see {@link Transport#open}
     * @param classPath classes that come before those of this program, or empty
     */
    record Row(String name, String kind, String classPath) {
        boolean isRing() {
            return kind.startsWith("ring");
        }
    }

    static TailOptions of(String... args) {
        if (args.length == 0 || args[0].startsWith("--")) {
            throw new IllegalArgumentException("usage: Tail FOLDER [--rounds 10]...");
        }
        int rounds = 10;
        double minutes = 60;
        String seconds = "0.25";
        String warmUp = "0.25";
        String sizes = "64,1024";
        String rows = "ring,ring-fenced,agrona,aeron";
        int wakes = 3;
        List<Row> variants = new ArrayList<>();
        for (int i = 1; i + 1 < args.length; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--minutes" -> minutes = Double.parseDouble(value);
                case "--seconds" -> seconds = value;
                case "--warm-up" -> warmUp = value;
                case "--sizes" -> sizes = value;
                case "--rows" -> rows = value;
                case "--wakes" -> wakes = Integer.parseInt(value);
                case "--variant" -> {
                    String[] parts = value.split("=", 2);
                    variants.add(new Row(parts[0], "ring", parts[1]));
                }
                default -> throw new IllegalArgumentException("no such option: " + args[i]);
            }
        }
        List<Row> all = new ArrayList<>();
        for (String kind : rows.split(",", -1)) {
            all.add(new Row(kind, kind, ""));
        }
        all.addAll(variants);
        List<Integer> bytes = new ArrayList<>();
        for (String size : sizes.split(",", -1)) {
            bytes.add(Integer.valueOf(size));
        }
        return new TailOptions(Path.of(args[0]), rounds, minutes, seconds, warmUp, bytes, all, wakes);
    }
}
