package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nativeipc.MappedFile;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.unix.OpenFile;
import io.nativeipc.inventory.Leftovers;
import io.nativeipc.peer.Peer;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The objects that a killed process leaves: they are listed with their creator, and removed. */
public abstract class CreationsContract {
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
            assertThat(CreationLists.addressesOf(victim.pid(), true)).containsExactlyInAnyOrderElementsOf(made);
            victim.kill();
            assertThat(CreationLists.addressesOf(victim.pid(), false)).containsExactlyInAnyOrderElementsOf(made);

            List<String> removed = new ArrayList<>(Leftovers.remove().removed());
            assertThat(removed)
                    .containsAll(made)
                    .doesNotContainAnyElementsOf(others)
                    .doesNotContain(mine.toString());
            assertThat(CreationLists.addressesOf(victim.pid(), false)).isEmpty();
            assertThat(Path.of("/dev/shm" + name)).doesNotExist();
            assertThat(CreationLists.addressesOf(alive.pid(), true)).containsExactlyInAnyOrderElementsOf(others);
            alive.ask("remove");
            assertThat(CreationLists.addressesOf(alive.pid(), true)).isEmpty();
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
            List<String> removed = Leftovers.remove().removed();
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
            assertThat(Leftovers.remove().removed())
                    .contains("posix-shm:" + name)
                    .doesNotContain(ring);
            assertThat(CreationLists.addressesOf(victim.pid(), false)).containsExactly(ring);
            producer.ask("produce 0 0 10");
            producer.kill();
        }
        assertThat(Leftovers.remove().removed()).contains(ring);
        assertThat(CreationLists.addressesOf(victim.pid(), false)).isEmpty();
    }

    /** The reason for a leftover that stays is the error of its removal, and not an invented error number. */
    @Test
    void whyALeftoverStaysIsWhatItsRemovalSaid() throws IOException {
        String name = Unique.posixName();
        String ring = "ring:" + name + "-r";
        Path file = Path.of("/dev/shm" + name + "-r");
        Peer victim = Peer.startJava(Creator.class, name, Unique.key().toString());
        assertThat(victim.ask("create")).contains(ring);
        victim.kill();
        try (RandomAccessFile header = new RandomAccessFile(file.toFile(), "rw")) {
            header.write(new byte[64]);
        }
        try {
            assertThat(Leftovers.remove().kept()).anySatisfy(kept -> {
                assertThat(kept.what()).isEqualTo(ring);
                assertThat(kept.reason()).contains("corrupt", name).doesNotContain("EINVAL");
            });
        } finally {
            Files.delete(file);
            Leftovers.remove();
        }
        assertThat(CreationLists.addressesOf(victim.pid(), false)).isEmpty();
    }

    @Test
    void whatAProcessLeavesThatEndsInOrderIsLeftOnPurpose() throws IOException {
        String name = Unique.posixName();
        try (Peer creator = Peer.startJava(Creator.class, name, Unique.key().toString())) {
            creator.ask("create-one");
        }
        assertThat(Leftovers.remove().removed()).doesNotContain("posix-shm:" + name);
        PosixSharedMemory.unlink(name);
    }

    @Test
    void aServerThatTookOverADeadOnesSocketKeepsIt(@TempDir Path temporary) throws Exception {
        Map<String, String> folder = Map.of("TMPDIR", temporary.toString());
        Path socket = temporary.resolve("CoreFxPipe_orders");
        Peer dead = CreationLists.start(temporary, folder);
        dead.ask("pipe orders");
        dead.kill();
        try (Peer server = CreationLists.start(temporary, folder);
                Peer cleaner = CreationLists.start(temporary, folder)) {
            server.ask("pipe orders");
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            assertThat(socket).exists();
            server.kill();
            assertThat(cleaner.ask("clean")).isEqualTo("removed unix:" + socket);
            assertThat(socket).doesNotExist();
        }
    }

    /**
     * ext4 gives the number of a freed inode to the next file, so a file with the same number is not the same file. The
     * test replaces the file up to 1000 times, until it has the number again.
     */
    @Test
    void whatHasADeadOnesNameAndInodeIsNotALeftover(@TempDir Path temporary) throws Exception {
        Path fifo = temporary.resolve("fifo");
        Peer dead = CreationLists.start(temporary, Map.of());
        dead.ask("fifo " + fifo);
        long inode = OpenFile.stat(fifo.toString()).inode();
        dead.kill();
        boolean again = false;
        for (int i = 0; i < 1000 && !again; i++) {
            Fifo.unlink(fifo);
            assertThat(Native.posix().mkfifo(fifo.toString(), 0600)).isZero();
            again = OpenFile.stat(fifo.toString()).inode() == inode;
        }
        try (Peer cleaner = CreationLists.start(temporary, Map.of())) {
            assertThat(cleaner.ask("clean")).as("inode again: " + again).isEqualTo("removed");
            assertThat(fifo).exists();
        }
    }

    /**
     * Containers can share a runtime folder. The id 0 of another container is another object, and a new namespace may
     * get the number of an earlier one.
     */
    @Test
    void whatHasADeadOnesIdInAnotherIpcNamespaceIsNotALeftover(@TempDir Path temporary) {
        assumeTrue(Native.posix().geteuid() == 0, "a new IPC namespace takes root");
        Map<String, String> folder = Map.of("XDG_RUNTIME_DIR", temporary.toString());
        Peer dead = Peer.startInNewIpcNamespace(LeftoversProgram.class, folder);
        String ids = dead.ask("sysv");
        dead.kill();
        try (Peer living = Peer.startInNewIpcNamespace(LeftoversProgram.class, folder)) {
            assertThat(living.ask("sysv")).isEqualTo(ids);
            assertThat(living.ask("clean")).isEqualTo("removed");
            for (String id : ids.split(" ", -1)) {
                assertThat(living.ask("list")).contains(id + "=ALIVE=true");
            }
        }
    }

    /** The lock file of a channel in a System V segment is in the runtime folder, beside the list. */
    @Test
    void theLockFileOfARingInARegionGoesWhenNoProcessHasTheChannelOpen(@TempDir Path temporary) {
        Peer creator = CreationLists.start(temporary, Map.of());
        String[] made = creator.ask("ring").split(" ", -1);
        String segment = made[0];
        Path lock = Path.of(made[1]);
        try (Peer cleaner = CreationLists.start(temporary, Map.of())) {
            assertThat(cleaner.ask("list")).contains(segment + "=ALIVE=true").contains("file:" + lock + "=ALIVE=true");
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            Peer user = CreationLists.start(temporary, Map.of());
            user.ask("join " + segment.substring("sysv-shm:id=".length()));
            creator.kill();
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            assertThat(cleaner.ask("kept"))
                    .contains(segment, "it is attached 1 time", lock.toString(), "a process has the channel open");
            assertThat(lock).exists();
            user.kill();
            assertThat(cleaner.ask("clean")).startsWith("removed ").contains(segment, "file:" + lock);
            assertThat(lock).doesNotExist();
        }
    }

    /** Without it, what is in the memory could not be opened any more. */
    @ParameterizedTest
    @ValueSource(strings = {"channel", "value"})
    void theLockFileStaysAsLongAsItsMemoryMay(String contents, @TempDir Path temporary) throws Exception {
        Path file = temporary.resolve("file");
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, 1 << 16);
                Peer cleaner = CreationLists.start(temporary, Map.of())) {
            MappedFile.create(file, 1 << 16).close();
            for (String memory : List.of(file.toString(), Integer.toString(segment.id()))) {
                Peer creator = CreationLists.start(temporary, Map.of());
                creator.ask(contents + " " + memory);
                creator.kill();
                assertThat(cleaner.ask("clean")).as(memory).isEqualTo("removed");
            }
            Files.move(file, temporary.resolve("moved")); // it has what it had
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            assertThat(cleaner.ask("kept"))
                    .contains("its memory is a file, which may still exist")
                    .contains("its memory, the System V segment " + segment.id() + ", still exists");
            segment.remove();
            segment.close();
            assertThat(cleaner.ask("clean")).matches("removed file:\\S*/ring-sysv-\\S+\\.lock");
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
        }
    }

    /** The header has room for its path, and the words behind would be overwritten. */
    @ParameterizedTest
    @ValueSource(strings = {"channel", "value"})
    void aLockFileWithTooLongAPathIsNotMade(String contents, @TempDir Path temporary) throws Exception {
        Path runtime = temporary;
        while (runtime.toString().length() < 760) {
            runtime = Files.createDirectory(runtime.resolve("x".repeat(100)));
        }
        Path file = temporary.resolve("file");
        MappedFile.create(file, 1 << 16).close();
        try (Peer creator = CreationLists.start(runtime, Map.of())) {
            assertThat(creator.ask(contents + " " + file))
                    .startsWith("refused ")
                    .contains("file:" + file, "the header has room for 767", "XDG_RUNTIME_DIR");
            try (Stream<Path> made = Files.list(runtime.resolve("native-ipc"))) {
                assertThat(made.filter(path -> path.toString().endsWith(".lock")))
                        .isEmpty();
            }
        }
        assertThat(Files.readAllBytes(file)).containsOnly(0);
    }
}
