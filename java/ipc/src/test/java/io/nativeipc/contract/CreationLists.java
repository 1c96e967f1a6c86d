package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.inventory.Leftovers;
import io.nativeipc.inventory.Liveness;
import io.nativeipc.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The processes whose lists of created objects the contracts of creations test. */
final class CreationLists {
    private CreationLists() {}

    static List<String> addressesOf(long pid, boolean alive) throws IOException {
        return Leftovers.list().entries().stream()
                .filter(entry ->
                        entry.creator().pid() == pid && (entry.creator().state() == Liveness.State.ALIVE) == alive)
                .map(Leftovers.Entry::address)
                .toList();
    }

    static Peer start(Path runtime, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("XDG_RUNTIME_DIR", runtime.toString());
        return Peer.startJava(LeftoversProgram.class, environment);
    }

    static Path onlyFileIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
