package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingProducer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that C# does what {@code native/test/ring_table.txt} says, as {@link RingTableContract} does for Java. */
public abstract class RingCSharpTableContract {
    private static final List<String> VERBS = List.of("open", "create", "open_or_create", "unlink", "clean_up");

    @BeforeEach
    void requirePeer() {
        Peers.DOTNET.require();
    }

    @Test
    void waitsAndDefaultsAreThoseOfTheTable() {
        try (Peer peer = RingLanguage.CSHARP.start(Unique.posixName())) {
            for (String kind : List.of("wait", "default")) {
                Map<String, String> here = new TreeMap<>();
                Stream.of(peer.ask("values " + kind).split(" "))
                        .map(word -> word.split("="))
                        .forEach(pair -> here.put(pair[0], pair[1]));
                for (List<String> row : RingTable.rows(kind)) {
                    assertThat(here.remove(row.get(0))).as(row.toString()).isEqualTo(row.get(1));
                }
                assertThat(here).isEmpty();
            }
        }
    }

    @Test
    void limitsAreThoseOfTheTable() {
        try (Peer peer = RingLanguage.CSHARP.start(Unique.posixName())) {
            for (List<String> row : RingTable.rows("limit")) {
                long least = Long.parseLong(row.get(1));
                long most = Long.parseLong(row.get(2));
                boolean power = row.get(0).equals("lane_capacity");
                for (long good : new long[] {least, most}) {
                    assertThat(peer.ask("limit " + row.get(0) + " " + good)).isEqualTo("ok");
                }
                for (long bad : new long[] {power ? least / 2 : least - 1, power ? most * 2 : most + 1}) {
                    assertThat(peer.ask("limit " + row.get(0) + " " + bad)).isEqualTo("argument");
                }
            }
        }
    }

    @Test
    void namesAreThoseOfTheTable() {
        try (Peer peer = RingLanguage.CSHARP.start(Unique.posixName())) {
            for (List<String> row : RingTable.rows("good")) {
                assertThat(peer.ask("try open " + row.get(0))).as(row.get(0)).isEqualTo("NotFound");
            }
            for (List<String> row : RingTable.rows("bad")) {
                for (String verb : VERBS) {
                    assertThat(peer.ask("try " + verb + " " + row.get(0)))
                            .as(verb + " " + row.get(0))
                            .isEqualTo("argument");
                }
            }
        }
    }

    @Test
    void outcomesAreThoseOfTheTable() throws IOException {
        try (Peer peer = RingLanguage.CSHARP.start(Unique.posixName())) {
            for (List<String> row : RingTable.rows("outcome")) {
                String name = Unique.posixName();
                Path path = Path.of("/dev/shm" + name);
                try (Closeable held = RingTableContract.arrange(row.get(0), name, path)) {
                    assertThat(held).isNotNull();
                    assertThat(peer.ask("try " + row.get(1) + " " + name))
                            .as(row.toString())
                            .isEqualTo(row.get(2));
                } finally {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    @Test
    void participantsAreThoseOfTheTable() throws IOException {
        for (List<String> bad : RingTable.rows("bad_head")) {
            for (List<String> row : RingTable.rows("participant")) {
                if (row.get(0).contains("bad_head") || bad.get(0).equals("1")) {
                    String name = Unique.posixName();
                    try (RingChannel channel = RingChannel.create(name, RingTableContract.OPTIONS);
                            Peer peer = RingLanguage.CSHARP.open(name)) {
                        assertThat(participant(row.get(0), Long.parseUnsignedLong(bad.get(0)), channel, name, peer))
                                .as(row + " " + bad)
                                .isEqualTo(row.get(1));
                        channel.unlink();
                    }
                }
            }
        }
    }

    private static String participant(String situation, long head, RingChannel channel, String name, Peer peer)
            throws IOException {
        List<RingProducer> producers = new ArrayList<>();
        try {
            switch (situation) {
                case "consumer_twice" -> {
                    try (RingConsumer first = channel.openConsumer()) {
                        return peer.ask("join consumer");
                    }
                }
                case "producers_beyond_lanes", "of_a_retired_channel" -> {
                    producers.add(channel.openProducer());
                    producers.add(channel.openProducer());
                    if (situation.startsWith("of")) {
                        RingChannel.unlink(name);
                    }
                }
                case "bad_head_of_first_lane", "bad_heads_of_all_lanes" -> {
                    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
                    for (int lane = 0; lane < (situation.contains("all") ? 2 : 1); lane++) {
                        RingTableContract.write(
                                Path.of("/dev/shm" + name),
                                RingLayout.laneOffset(lane),
                                bytes.clear().putLong(0, head));
                    }
                }
                default -> {
                    try (RingProducer former = channel.openProducer()) {
                        for (int i = 0; i < (situation.contains("but_one") ? 4 : 3); i++) {
                            assertThat(former.offer(ByteBuffer.allocate(1))).isTrue();
                        }
                    }
                    peer.ask("consumer");
                    assertThat(peer.ask("take 3")).isEqualTo("3");
                }
            }
            return peer.ask("join producer");
        } finally {
            producers.forEach(RingProducer::close);
        }
    }
}
