package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.contract.RingTable;
import io.nativeipc.internal.wait.Backoff;
import io.nativeipc.spi.Waits;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests the numbers and names in {@code native/test/ring_table.txt}, which the tests of C++ and C# read too. */
class RingTableTest {
    private static Map<String, String> table(String kind) {
        Map<String, String> table = new TreeMap<>();
        for (List<String> row : RingTable.rows(kind)) {
            table.put(row.get(0), row.get(1));
        }
        return table;
    }

    @Test
    void defaults() {
        RingOptions made = RingOptions.DEFAULT;
        assertThat(table("default"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "lanes", Integer.toString(made.laneCount()),
                        "lane_capacity", Long.toString(made.laneCapacity()),
                        "max_message", Integer.toString(made.maxMessage()),
                        "sleeping_waits", made.sleepingWaits() ? "1" : "0"));
    }

    @Test
    void limits() {
        for (List<String> row : RingTable.rows("limit")) {
            boolean power = row.get(0).equals("lane_capacity");
            long least = Long.parseLong(row.get(1));
            long most = Long.parseLong(row.get(2));
            for (long good : new long[] {least, most}) {
                assertThat(complaint(row.get(0), good)).as(row + " " + good).isNull();
            }
            for (long bad : new long[] {power ? least / 2 : least - 1, power ? most * 2 : most + 1}) {
                assertThat(complaint(row.get(0), bad)).as(row + " " + bad).isNotNull();
            }
        }
    }

    private static String complaint(String what, long value) {
        return switch (what) {
            case "lanes" -> RingOptions.complaint(value, 4096, 1);
            case "lane_capacity" -> RingOptions.complaint(1, value, 1);
            default -> RingOptions.complaint(1, Long.parseLong(what.substring(what.lastIndexOf('_') + 1)), value);
        };
    }

    @Test
    void waits() {
        RingOptions plain = RingOptions.DEFAULT;
        assertThat(table("wait"))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        entry("spins", RingWait.BACK_OFF.spins),
                        entry("yields", RingWait.BACK_OFF.yields),
                        entry("yield_spins", RingWait.YIELD.spins),
                        entry("room_spins", RingWait.ROOM_SPINS),
                        entry("room_pause", RingWait.ROOM_PARK / 1000),
                        entry("shortest_pause", Waits.SHORTEST_PAUSE / 1000),
                        entry("longest_pause", Waits.LONGEST_PAUSE / 1000),
                        entry("patience", Backoff.PATIENCE.toNanos() / 1000),
                        entry("slice", Waits.SLICE / 1000),
                        entry("default", RingWait.of(plain)),
                        entry("default_with_sleeping_waits", RingWait.of(plain.withSleepingWaits()))));
    }

    private static Map.Entry<String, String> entry(String name, Object value) {
        return Map.entry(name, value.toString().toLowerCase(Locale.ROOT));
    }

    @Test
    void names() {
        for (List<String> good : RingTable.rows("good")) {
            assertThatCode(() -> RingFile.checkName(good.get(0)))
                    .as(good.get(0))
                    .doesNotThrowAnyException();
        }
        for (List<String> bad : RingTable.rows("bad")) {
            assertThatThrownBy(() -> RingFile.checkName(bad.get(0)))
                    .as(bad.get(0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
