package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.Permissions;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.inventory.Leftovers;
import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files that record what each process created: how long they are, what they can name, and that a list which this
 * library did not write makes no object disappear.
 */
public abstract class CreationListContract {
    /** A removal by the path would follow a link, or find a file of that name in another folder. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theListIsRemovedAtTheExitInItsOwnFolderAlone(boolean link, @TempDir Path temporary) throws Exception {
        Path folder = temporary.resolve("native-ipc");
        Path moved = temporary.resolve("moved");
        Path foreign = temporary.resolve("foreign");
        Path list;
        try (Peer creator = CreationLists.start(temporary, Map.of())) {
            creator.ask("fifo " + temporary.resolve("fifo"));
            list = CreationLists.onlyFileIn(folder).getFileName();
            Files.move(folder, moved);
            Files.createDirectory(foreign);
            Files.writeString(foreign.resolve(list), "precious");
            if (link) {
                Files.createSymbolicLink(folder, foreign);
            } else {
                Files.move(foreign, folder);
            }
        }
        assertThat(folder.resolve(list)).hasContent("precious");
        assertThat(Files.isSymbolicLink(folder)).isEqualTo(link);
        assertThat(moved).isEmptyDirectory();
    }

    @Test
    void theFolderStaysWhenTheLastListIsRemoved(@TempDir Path temporary) {
        try (Peer creator = CreationLists.start(temporary, Map.of())) {
            creator.ask("fifo " + temporary.resolve("fifo"));
        }
        assertThat(temporary.resolve("native-ipc")).isEmptyDirectory();
    }

    /** A tmpfs without space accepts a write up to the end of a page. */
    @Test
    void aLineForWhichThereIsNoSpaceSpoilsNoOther(@TempDir Path temporary) throws IOException {
        Path small = Files.createDirectory(temporary.resolve("small"));
        Path filler = small.resolve("filler");
        try (Peer creator =
                Peer.startWithSmall(small, LeftoversProgram.class, Map.of("XDG_RUNTIME_DIR", small.toString()))) {
            creator.ask("fifo " + temporary.resolve("first"));
            creator.ask("fill " + filler);
            String before = "";
            String now = creator.ask("known");
            for (int i = 0; !now.equals(before); i++) {
                creator.ask("fifo " + temporary.resolve("fifo-" + i));
                before = now;
                now = creator.ask("known");
            }
            assertThat(now).as("without space").startsWith("true ").isNotEqualTo("true 1");
            creator.ask("delete " + filler);
            creator.ask("fifo " + temporary.resolve("last"));
            assertThat(creator.ask("known")).startsWith("true ");
            assertThat(creator.ask("list")).contains("fifo:" + temporary.resolve("last") + "=ALIVE=true");
        }
    }

    @ParameterizedTest
    @CsvSource({"folder/../name, true", "na\\rme, true", "na\\tme, false", "na\\nme, false"})
    void aNameThatNoLineCanHaveSpoilsNoList(String escaped, boolean recorded, @TempDir Path temporary)
            throws IOException {
        Files.createDirectory(temporary.resolve("folder"));
        Path path = temporary.resolve(escaped.translateEscapes());
        Fifo.create(path);
        assertThat(Leftovers.list().unread()).isEmpty();
        assertThat(CreationLists.addressesOf(ProcessHandle.current().pid(), true)
                        .contains("fifo:" + path))
                .isEqualTo(recorded);
        Fifo.unlink(path);
        try (UnixServerSocket socket = UnixServerSocket.create(path)) {
            assertThat(Leftovers.list().unread()).isEmpty();
            assertThat(CreationLists.addressesOf(ProcessHandle.current().pid(), true)
                            .contains("unix:" + path))
                    .isEqualTo(recorded);
        }
    }

    @Test
    void theLongestNamesAreRecorded() throws IOException {
        String name = Unique.posixName();
        String longest = name + "x".repeat(256 - name.length());
        try (PosixSharedMemory memory = PosixSharedMemory.create(longest.substring(0, 255), 1);
                PosixSemaphore semaphore = PosixSemaphore.create(longest.substring(0, 252), 1);
                PosixMessageQueue queue = PosixMessageQueue.create(longest, 1, 1)) {
            Leftovers.Recorded recorded = Leftovers.list();
            memory.unlink();
            semaphore.unlink();
            queue.unlink();
            assertThat(recorded.unread()).isEmpty();
            assertThat(recorded.entries())
                    .extracting(Leftovers.Entry::address)
                    .contains(memory.toString(), semaphore.toString(), queue.toString());
        }
    }

    /** A list without a complete first line names no object. A list of another version can name any object. */
    @ParameterizedTest
    @CsvSource({
        "'',               Optional[false] Optional.empty",
        "n,                Optional[false] Optional.empty",
        "native-ipc-list 2 0123, Optional[false] Optional.empty",
        "native-ipc-list 3\\n, Optional.empty Optional[what this user's processes have created is unknown: ",
        "native-ipc-list 2 BOOT\\nx\\n, Optional.empty Optional[what this user's processes have created is unknown: "
    })
    void whyItIsUnknownWhatIsLeftOverIsTold(String list, String answer, @TempDir Path temporary) throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        try (Peer reader = CreationLists.start(temporary, Map.of())) {
            reader.ask("fifo " + temporary.resolve("fifo"));
            Path other = temporary.resolve("native-ipc/1-1");
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            Files.createFile(other, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(other, list.translateEscapes().replace("BOOT", boot));
            String told = reader.ask("origin file:" + file);
            assertThat(told).startsWith(answer);
            assertThat(told.contains(other + ": another version wrote this list, or it is damaged"))
                    .isEqualTo(answer.startsWith("Optional.empty"));
        }
    }

    /** Every user that can read a folder can lock it, and without the lock no name in it is proven to be free. */
    @Test
    void aLockOnTheFolderHindersOnlyWhatRemovesForADeadProcess(@TempDir Path temporary) throws Exception {
        Path fifo = temporary.resolve("fifo");
        Path socket = temporary.resolve("socket");
        Peer victim = CreationLists.start(temporary, Map.of());
        victim.ask("fifo " + fifo);
        victim.ask("pipe " + socket);
        victim.kill();
        int flags = Constants.O_RDONLY | Constants.O_DIRECTORY | Constants.O_CLOEXEC;
        int fd = Native.shim().ipc_open(temporary.toString(), flags, 0);
        try (Peer cleaner = CreationLists.start(temporary, Map.of())) {
            try {
                assertThat(Native.posix().flock(fd, Constants.LOCK_EX)).isZero();
                assertThat(cleaner.ask("clean")).isEqualTo("removed");
                assertThat(cleaner.ask("kept")).contains(fifo.toString(), socket.toString());
                assertThatThrownBy(() -> UnixServerSocket.takeOver(socket, Permissions.OWNER))
                        .isInstanceOf(AlreadyExistsException.class);
                Path other = temporary.resolve("other");
                UnixServerSocket.create(other).close();
                assertThat(other).doesNotExist();
                Fifo.create(other);
                Fifo.unlink(other);
            } finally {
                Native.posix().close(fd);
            }
            assertThat(cleaner.ask("clean")).contains(fifo.toString(), socket.toString());
        }
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
            assertThat(CreationLists.addressesOf(ProcessHandle.current().pid(), true))
                    .contains("posix-shm:" + name);
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

    /** What an attacker can put in place of the folder or of a list, and mistakes of the victim itself. */
    enum Forgery {
        FOLDER_FOR_OTHERS_TO_READ("has the mode 755, not 700") {
            @Override
            void make(Path folder, Path list) throws IOException {
                mode(folder, "rwxr-xr-x");
            }
        },
        FOLDER_OF_ANOTHER("belongs to uid 65534") {
            @Override
            void make(Path folder, Path list) throws IOException {
                own(list);
                own(folder);
            }
        },
        FOLDER_IS_A_LINK("is a symbolic link") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Path real = folder.resolveSibling("real");
                Files.move(folder, real);
                Files.createSymbolicLink(folder, real);
            }
        },
        LIST_OF_ANOTHER("belongs to uid 65534") {
            @Override
            void make(Path folder, Path list) throws IOException {
                own(list);
            }
        },
        LIST_FOR_OTHERS_TO_WRITE("has the mode 666, not 600") {
            @Override
            void make(Path folder, Path list) throws IOException {
                mode(list, "rw-rw-rw-");
            }
        },
        LIST_HAS_ANOTHER_NAME("has 2 names") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.createLink(folder.resolveSibling("other-name"), list);
            }
        },
        LIST_IS_A_LINK("is a symbolic link") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Path real = folder.resolveSibling("real-list");
                Files.move(list, real);
                Files.createSymbolicLink(list, real);
            }
        },
        LIST_IS_A_FIFO("is a pipe") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.delete(list);
                Fifo.create(list);
            }
        },
        LIST_IS_A_DIRECTORY("is a directory") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.delete(list);
                Files.createDirectory(list);
            }
        },
        FOLDER_IS_A_FILE("is a file") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.move(folder, folder.resolveSibling("real"));
                Files.createFile(folder);
            }
        },
        FOLDER_IS_A_FIFO("is a pipe") {
            @Override
            void make(Path folder, Path list) throws IOException {
                Files.move(folder, folder.resolveSibling("real"));
                Fifo.create(folder);
            }
        },
        LIST_OF_ANOTHER_VERSION("another version") {
            @Override
            void make(Path folder, Path list) throws IOException {
                String text = Files.readString(list);
                Files.writeString(list, text.substring("native-ipc-list 2 ".length()));
            }
        },
        OBJECT_IS_ANOTHER_FILE("") {
            @Override
            void make(Path folder, Path list) throws IOException {
                // the victim's own file at the path of a listed object; the list has the identity of that object
                Path fifo = folder.resolveSibling("fifo");
                Files.delete(fifo);
                Files.writeString(fifo, "precious");
            }
        };

        /** What the refusal must say. */
        private final String reason;

        Forgery(String reason) {
            this.reason = reason;
        }

        abstract void make(Path folder, Path list) throws IOException;

        static void mode(Path path, String mode) throws IOException {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }

        /** Gives a file to another user, which only root can do. The tests that need it are skipped for other users. */
        static void own(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", 65534);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatALibraryOfThisUserDidNotWriteMakesNothingDisappear(Forgery forgery, @TempDir Path temporary)
            throws Exception {
        assumeTrue(
                !forgery.name().endsWith("OF_ANOTHER") || Native.posix().geteuid() == 0, "only root gives files away");
        Path fifo = temporary.resolve("fifo");
        Peer victim = CreationLists.start(temporary, Map.of());
        victim.ask("fifo " + fifo);
        victim.kill();
        Path folder = temporary.resolve("native-ipc");
        Path list = CreationLists.onlyFileIn(folder);
        try (Peer cleaner = CreationLists.start(temporary, Map.of())) {
            assertThat(cleaner.ask("list")).isEqualTo("listed fifo:" + fifo + "=DEAD=true");
            forgery.make(folder, list);
            assertThat(cleaner.ask("list")).doesNotContain("=true");
            String cleaned = cleaner.ask("clean");
            assertThat(cleaned).doesNotContain("fifo:" + fifo);
            assertThat(fifo).exists();
            if (forgery != Forgery.OBJECT_IS_ANOTHER_FILE) { // proven not to be the object
                assertThat(cleaned + cleaner.ask("kept")).contains(folder.toString(), forgery.reason);
            }
        }
    }

    /** {@code su} keeps XDG_RUNTIME_DIR, which then names a folder of another user. */
    @Test
    void aRuntimeFolderOfAnotherUserIsRefusedWithItsOwnerAndTheWayOut(@TempDir Path temporary) {
        try (Peer other =
                Peer.startAs(Peers.NOBODY, Map.of("XDG_RUNTIME_DIR", temporary.toString()), LeftoversProgram.class)) {
            assertThat(other.ask("ring"))
                    .startsWith("refused \"" + temporary + "/native-ipc\": refused: ")
                    .contains(
                            temporary + " belongs to uid " + Native.userId() + " and has the mode 700",
                            "this process has uid " + Peers.NOBODY,
                            "unset XDG_RUNTIME_DIR");
            assertThat(other.ask("list")).contains("unset XDG_RUNTIME_DIR", temporary + " belongs to uid");
        }
    }

    /** The id of the boot cannot be read without /proc, or when no descriptor is left. */
    @Test
    void whatWasRecordedInAnUnknownBootStaysUnlessItIsProven(@TempDir Path temporary) throws IOException {
        String fifo = "fifo:" + temporary.resolve("fifo");
        Peer victim = CreationLists.start(temporary, Map.of());
        victim.ask("fifo " + temporary.resolve("fifo"));
        String[] ids = victim.ask("sysv").split(" ", -1);
        victim.kill();
        Path list = CreationLists.onlyFileIn(temporary.resolve("native-ipc"));
        String text = Files.readString(list);
        Files.writeString(list, text.replaceFirst("2 [0-9a-f-]{36}\n", "2 unknown\n"));
        try (Peer cleaner = CreationLists.start(temporary, Map.of())) {
            String listed = cleaner.ask("list");
            assertThat(listed).contains(fifo + "=DEAD=true");
            cleaner.ask("intend SYSV_MQ " + Unique.key()); // removes the lists of earlier boots
            assertThat(cleaner.ask("clean")).isEqualTo("removed " + fifo);
            String kept = cleaner.ask("kept");
            for (String id : ids) {
                assertThat(listed).contains(id + "=DEAD=false");
                assertThat(kept).contains(id);
            }
            Files.writeString(list, text);
            assertThat(cleaner.ask("clean")).contains(ids);
        }
    }
}
