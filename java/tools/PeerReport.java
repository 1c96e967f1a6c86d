import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The last step of the tests: prints the number of tests that each peer has run, for each execution. Fails if peers are
 * required and a peer has run no test, or if peers are excluded and one was used. Arguments: the folder of the counts,
 * and {@code auto}, {@code none} or {@code required}.
 */
public class PeerReport {
    public static void main(String[] args) throws IOException {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        Path folder = Path.of(args[0]);
        if (Files.isDirectory(folder)) { // it is absent if no test has run that can use a peer
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    add(file, counts);
                }
            }
        }
        System.out.println("Peers, and the number of tests that ran with each:");
        String unused = "";
        String used = "";
        for (Map.Entry<String, Map<String, Integer>> peer : counts.entrySet()) {
            int all = peer.getValue().values().stream().mapToInt(Integer::intValue).sum();
            System.out.printf("  %-12s %5d   %s%n", peer.getKey(), all, peer.getValue());
            unused += all == 0 ? " " + peer.getKey() : "";
            used += all == 0 ? "" : " " + peer.getKey();
        }
        if (args[1].equals("none") && !used.isEmpty()) {
            System.out.println("With -Dpeers=none no test may use a peer, and these were used:" + used);
            System.exit(1);
        }
        if (args[1].equals("required") && (!unused.isEmpty() || counts.isEmpty())) {
            System.out.println("Peers are required, and these ran with no test:" + unused);
            System.exit(1);
        }
    }

    private static void add(Path file, Map<String, Map<String, Integer>> counts) throws IOException {
        String execution = file.getFileName().toString().replaceFirst("-\\d+$", "");
        Properties uses = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            uses.load(in);
        }
        for (String peer : uses.stringPropertyNames()) {
            int tests = Integer.parseInt(uses.getProperty(peer));
            counts.computeIfAbsent(peer, absent -> new TreeMap<>()).merge(execution, tests, Integer::sum);
        }
    }
}
