package io.nativeipc.elsewhere;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tests of one run, as recorded by {@link io.nativeipc.contract.ExecutedTests}. */
record Executed(List<Test> tests, boolean ended) {

    private static final Pattern LEFT = Pattern.compile("left behind: (.+)");

    /** @param name {@code Contract.method}, or only the contract for a container that did not succeed */
    record Test(String status, String name, String display, String reason) {
        String key() {
            return name + "\t" + display;
        }

        String contract() {
            return name.replaceFirst("\\..*", "");
        }

        /** Returns the method, or null for a container. */
        String method() {
            return name.contains(".") ? name.replaceFirst(".*\\.", "") : null;
        }

        boolean succeeded() {
            return status.equals("SUCCESSFUL");
        }

        /** Returns whether the test belongs to a contract. A suite also has tests of its own. */
        boolean isOfAContract() {
            return contract().endsWith("Contract");
        }

        /** Returns the objects that a class left behind, as {@link io.nativeipc.peer.LeftBehind} lists them. */
        List<String> left() {
            Matcher matcher = LEFT.matcher(decoded(reason));
            return matcher.find() ? List.of(matcher.group(1).split(", ")) : List.of();
        }

        boolean isCoveredBy(Exclusions.Line line) {
            return line.covers(contract(), method(), decoded(display));
        }

        @Override
        public String toString() {
            return display.startsWith(name.replaceFirst(".*\\.", "") + "(") ? name : name + " " + display;
        }
    }

    static Executed read(Path file) throws IOException {
        List<Test> tests = new ArrayList<>();
        boolean ended = false;
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] parts = line.split("\t", -1);
            ended = line.equals("END");
            if (parts.length >= 3) {
                tests.add(new Test(parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : ""));
            }
        }
        return new Executed(tests, ended);
    }

    /** Returns whether the run reached its end and ran the whole suite, which includes a test of itself. */
    boolean whole() {
        return ended && tests.stream().anyMatch(test -> test.name().endsWith(".noContractIsMissing"));
    }

    /**
     * Returns this run with the tests of each contract in a later run replaced by those of the later run. What a replaced
     * contract left behind, the class of the suite around it has reported too: that report is removed with it.
     */
    Executed replacedBy(Executed later) {
        Set<String> contracts = later.tests().stream().map(Test::contract).collect(Collectors.toSet());
        Set<String> left = tests.stream()
                .filter(test -> contracts.contains(test.contract()))
                .flatMap(test -> test.left().stream())
                .collect(Collectors.toSet());
        Stream<Test> kept = tests.stream()
                .filter(test -> !contracts.contains(test.contract()))
                .filter(test -> test.left().isEmpty() || !left.containsAll(test.left()));
        return new Executed(Stream.concat(kept, later.tests().stream()).toList(), ended);
    }

    List<Test> with(String status) {
        return tests.stream().filter(test -> test.status().equals(status)).toList();
    }

    Set<String> keys(boolean succeeded) {
        return tests.stream()
                .filter(test -> test.succeeded() == succeeded)
                .map(Test::key)
                .collect(Collectors.toSet());
    }

    static String decoded(String text) {
        return Pattern.compile("\\\\(.)")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Map.of("n", "\n", "t", "\t").getOrDefault(found.group(1), found.group(1))));
    }
}
