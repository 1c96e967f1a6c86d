package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.creations.Creation;
import io.nativeipc.creations.Creations;
import io.nativeipc.os.Native;
import io.nativeipc.peer.Peer;
import io.nativeipc.posix.PosixSharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who created what, and what is left of it when a process is killed, ends in order, or lives. */
public abstract class CreationsContract {

    private static List<String> addressesOf(long pid, boolean alive) throws IOException {
        return Creations.entries().stream()
                .filter(entry -> entry.pid() == pid && entry.alive() == alive)
                .map(entry -> entry.creation().address())
                .toList();
    }

    @Test
    void aKilledProcesssObjectsAreLeftoversOfEveryKindAndNobodyElses() throws IOException {
        String name = Unique.posixName();
        try (PosixSharedMemory mine = PosixSharedMemory.create(Unique.posixName(), 64);
                Peer alive = Peer.startJava(
                        Creator.class, Unique.posixName(), Unique.key().toString())) {
            Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
            List<String> made = List.of(victim.ask("create").split(" ", -1));
            assertThat(made).hasSize(9);
            List<String> others = List.of(alive.ask("create").split(" ", -1));
            assertThat(addressesOf(victim.pid(), true)).containsExactlyInAnyOrderElementsOf(made);
            victim.kill();
            assertThat(addressesOf(victim.pid(), false)).containsExactlyInAnyOrderElementsOf(made);

            List<String> removed = new ArrayList<>(
                    Creations.removeLeftovers().stream().map(Creation::address).toList());
            assertThat(removed)
                    .containsAll(made)
                    .doesNotContainAnyElementsOf(others)
                    .doesNotContain(mine.toString());
            assertThat(addressesOf(victim.pid(), false)).isEmpty();
            assertThat(Path.of("/dev/shm" + name)).doesNotExist();
            assertThat(addressesOf(alive.pid(), true)).containsExactlyInAnyOrderElementsOf(others);
            alive.ask("remove");
            assertThat(addressesOf(alive.pid(), true)).isEmpty();
            mine.unlink();
        }
    }

    @Test
    void whatHasTakenADeadOnesNameIsNotALeftover() throws IOException {
        String name = Unique.posixName();
        Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
        List<String> made = List.of(victim.ask("create").split(" ", -1));
        victim.kill();
        PosixSharedMemory.unlink(name);
        try (PosixSharedMemory successor = PosixSharedMemory.create(name, 64)) {
            List<String> removed =
                    Creations.removeLeftovers().stream().map(Creation::address).toList();
            assertThat(removed).hasSize(made.size() - 1).doesNotContain("posix-shm:" + name);
            assertThat(successor.stat().links()).isEqualTo(1);
            successor.unlink();
        }
    }

    @Test
    void aRingChannelStaysUntilItsLastUserIsDead() throws IOException {
        String name = Unique.posixName();
        String ring = "ring:" + name + "-r";
        Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
        assertThat(victim.ask("create")).contains(ring);
        try (Peer producer = Peer.startJava(RingProgram.class, name + "-r")) {
            producer.ask("producer");
            victim.kill();
            assertThat(Creations.removeLeftovers())
                    .extracting(Creation::address)
                    .contains("posix-shm:" + name)
                    .doesNotContain(ring);
            assertThat(addressesOf(victim.pid(), false)).containsExactly(ring);
            producer.ask("produce 0 0 10");
            producer.kill();
        }
        assertThat(Creations.removeLeftovers()).extracting(Creation::address).contains(ring);
        assertThat(addressesOf(victim.pid(), false)).isEmpty();
    }

    @Test
    void whatAProcessLeavesThatEndsInOrderIsLeftOnPurpose() throws IOException {
        String name = Unique.posixName();
        try (Peer creator = Peer.startJava(Creator.class, name, Unique.key().toString())) {
            creator.ask("create-one");
        }
        assertThat(Creations.removeLeftovers()).extracting(Creation::address).doesNotContain("posix-shm:" + name);
        PosixSharedMemory.unlink(name);
    }

    @Test
    void aListIsBegunAnewWhenItIsLong() throws IOException {
        String name = Unique.posixName();
        for (int i = 0; i < 600; i++) {
            PosixSharedMemory memory = PosixSharedMemory.create(name, 8);
            memory.close();
            memory.unlink();
        }
        try (PosixSharedMemory kept = PosixSharedMemory.create(name, 8)) {
            assertThat(addressesOf(ProcessHandle.current().pid(), true)).contains("posix-shm:" + name);
            kept.unlink();
        }
        Path ofUser = Path.of("/tmp/native-ipc-" + Native.posix().geteuid());
        Path folder = Files.isDirectory(ofUser) ? ofUser : Path.of(System.getenv("XDG_RUNTIME_DIR"), "native-ipc");
        long mine = ProcessHandle.current().pid();
        try (var lists = Files.newDirectoryStream(folder, mine + "-*")) {
            for (Path list : lists) {
                assertThat(Files.readAllLines(list)).hasSizeLessThan(260);
            }
        }
    }
}
