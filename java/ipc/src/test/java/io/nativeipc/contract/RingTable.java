package io.nativeipc.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the rows of {@code native/test/ring_table.txt}, which the tests of C++ and C# read too. */
public final class RingTable {
    private RingTable() {}

    /** Returns the rows of a kind, as words without the kind itself. */
    public static List<List<String>> rows(String kind) {
        Path path = Path.of(System.getProperty("nativeipc.root", "../.."), "native/test/ring_table.txt");
        try {
            List<List<String>> rows = Files.readAllLines(path).stream()
                    .filter(line -> line.startsWith(kind + " "))
                    .map(line -> List.of(line.substring(kind.length() + 1).split(" ", -1)))
                    .toList();
            if (rows.isEmpty()) {
                throw new AssertionError("no row of the kind " + kind + " in " + path);
            }
            return rows;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
