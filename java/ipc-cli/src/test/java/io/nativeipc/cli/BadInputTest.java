package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
    @RegisterExtension
    final Names names = new Names();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fly | fly",
                "read | ADDR",
                "read nonsense | kind:name",
                "rm | either ADDR",
                "rm --dead posix-shm:/a | --dead takes no address: posix-shm:/a",
                "rm posix-shm:/a --dead | --dead takes no address: posix-shm:/a",
                "rm nonsense | kind:name",
                "ls shm | no such kind: \"shm\"; ls lists posix-shm, sysv-shm",
                "ls posix-shm unix | unix cannot be listed: the system has no list of them; ls lists posix-shm",
                "stat posix-shm:/.. | but not . or ..",
                "stat shm:/a | no such kind",
                "read posix-shm:a | one slash",
                "read sysv-shm:xyz | a key is",
                "read sysv-shm:0 | IPC_PRIVATE",
                "stat sysv-mq:0 | IPC_PRIVATE",
                "read posix-mq:/a | not memory",
                "write posix-sem:/a | not memory",
                "wait posix-shm:/a | not a semaphore",
                "post fifo:/a | not a semaphore",
                "send posix-shm:/a x | not a message queue",
                "recv fifo:/a | not a message queue",
                "connect posix-mq:/a | not a fifo, a pipe or a unix socket",
                "connect pipe:a --in --out | both ways",
                "connect pipe:a/b | a slash",
                "connect fifo:/a | --in",
                "connect fifo:/a --in --out | --in",
                "connect unix:/a --in | both ways",
                "stat win-map:a | only Windows",
                "wait win-sem:a | only Windows",
                "stat win-mutex:a | only Windows",
                "create win-map:a --size 1 | only Windows",
                "stat ring:a | only ring channels in POSIX shared memory",
                "stat ring:file:/a | only ring channels in POSIX shared memory",
                "stat ring:/a/b | a slash and 1 to 30",
                "read ring:/a | not memory",
                "wait ring:/a | not a semaphore",
                "create ring:/ipc-test-bad --lanes 0 | 1 to 32",
                "create ring:/ipc-test-bad --lanes many | many",
                "create ring:/ipc-test-bad --size 5000 | a power of two",
                "create ring:/ipc-test-bad --max-message 200K | 1 to 131064",
                "create ring:/ipc-test-bad --max-message 0 | 1 to 131064",
                "create ring:/ipc-test-bad --max-message 3G | too large",
                "create ring:/ipc-test-bad --mode 0660 | always 0600",
                "create ring:/ipc-test-bad --value 1 | --value does not apply",
                "create posix-shm:/ipc-test-bad --size 1 --lanes 2 | --lanes does not apply",
                "send ring:/a --type 3 x | --type is for sysv-mq",
                "send ring:/a --priority 3 x | --priority is for posix-mq",
                "recv ring:/a --type 3 | --type",
                "bridge ring:/a | TO",
                "bridge ring:/a ring:/a | FROM and TO are the same",
                "bridge ring:/a ring:/b --batch 0 | 1 to 65536",
                "bridge ring:/a ring:/b --batch 65537 | 1 to 65536",
                "bridge ring:/a ring:/b --count 0 | 1 or more",
                "bridge ring:/a ring:/b --listen maybe | 'maybe'",
                "bridge posix-shm:/a ring:/b | not a message queue",
                "bridge posix-mq:/a ring:/b --connect | no end that listens",
                "send posix-mq:/a --listen x | no end that listens",
                "send unix:/a --listen x | the receiver listens here",
                "recv ring:/a --connect | no end that listens",
                "recv sysv-mq:1 --connect | no end that listens",
                "recv unix:/a --listen | --listen",
                "send zmq+ipc:///a x | TCP",
                "send posix-mq:/a --timeout soon x | not a number of seconds",
                "bench | ADDR",
                "bench posix-shm:/a | not a ring channel",
                "bench ring:/a --seconds 0 | more than 0",
                "bench ring:/a --seconds -1 | not a number of seconds",
                "bench ring:/a --size x | not a number of bytes",
                "rm win-sem:a | win-sem:a",
                "create pipe:a | pipe:a cannot be created: it exists while a process listens",
                "create unix:/a | unix:/a cannot be created: it exists while a process listens",
                "create zmq+tcp://a:1 | not an object of this machine",
                "create posix-shm:/ipc-test-bad | --size",
                "create sysv-shm:0x5b --size 0 | --size",
                "create posix-shm:/ipc-test-bad --size 1T | 1T",
                "create posix-shm:/ipc-test-bad --size 9999999999999G | too many",
                "create posix-shm:/ipc-test-bad --size -1 | -1",
                "create posix-shm:/ipc-test-bad --size 1 --mode 999 | octal",
                "create posix-shm:/ipc-test-bad --size 1 --mode 0777 | 0666",
                "create posix-shm:/ipc-test-bad --size 1 --value 3 | --value does not apply",
                "create posix-sem:/ipc-test-bad --value -1 | -1",
                "create posix-sem:/ipc-test-bad --value x | x",
                "create sysv-sem:0x5b --count 0 | 1 to",
                "create sysv-sem:0x5b/1 | /INDEX",
                "create sysv-sem:0x5b --value 40000 | 40000",
                "create sysv-mq:id=5 | chooses the id",
                "create posix-mq:/ipc-test-bad --max-messages 0 | at least 1",
                "create posix-mq:/ipc-test-bad --message-size 3G | too large",
                "rm sysv-sem:0x5b/1 | /INDEX",
                "read posix-shm:/a --offset x | not a number of bytes",
                "read posix-shm:/a --length -5 | -5",
                "read posix-shm:/a --fast | --fast",
                "wait posix-sem:/a --timeout soon | not a number of seconds",
                "wait posix-sem:/a --timeout -1 | not a number of seconds",
                "send posix-mq:/a --type 3 x | --type",
                "send sysv-mq:1 --priority 3 x | --priority",
                "send sysv-mq:1 --type 0 x | 1 or more",
                "send posix-mq:/a --priority 40000 x | 32767",
                "recv posix-mq:/a --type 3 | --type",
                "recv posix-mq:/a --count 0 | 1 or more",
                "recv posix-mq:/a --count many | many",
            })
    void wrongUseIsStatus2(String line, String why) {
        assertThat(Command.run(line.split(" ")).failed(2)).contains(why);
    }

    static String[] absent() {
        return """
                stat posix-shm:/ipc-test-absent
                stat sysv-shm:0x5bfffffe
                stat sysv-shm:id=2147483647
                stat posix-sem:/ipc-test-absent
                stat sysv-sem:0x5bfffffe
                stat posix-mq:/ipc-test-absent
                stat sysv-mq:id=2147483647
                stat file:/ipc-test-absent
                stat file:/etc/passwd/absent
                stat fifo:/ipc-test-absent
                stat unix:/ipc-test-absent
                stat sysv-shm:ftok:/ipc-test-absent:1
                read posix-shm:/ipc-test-absent
                read sysv-shm:0x5bfffffe
                read sysv-shm:id=2147483647
                read file:/ipc-test-absent
                write posix-shm:/ipc-test-absent
                wait posix-sem:/ipc-test-absent
                wait sysv-sem:id=2147483647/1
                post sysv-sem:0x5bfffffe
                send posix-mq:/ipc-test-absent x
                send sysv-mq:id=2147483647 x
                recv posix-mq:/ipc-test-absent
                recv sysv-mq:0x5bfffffe
                connect unix:/ipc-test-absent
                connect fifo:/ipc-test-absent --in
                connect pipe:ipc-test-absent
                stat pipe:ipc-test-absent
                rm pipe:ipc-test-absent
                connect fifo:/ipc-test-absent --out
                rm posix-shm:/ipc-test-absent
                rm posix-sem:/ipc-test-absent
                rm posix-mq:/ipc-test-absent
                rm sysv-shm:0x5bfffffe
                rm sysv-sem:id=2147483647
                rm sysv-mq:0x5bfffffe
                rm file:/ipc-test-absent
                rm fifo:/ipc-test-absent
                stat ring:/ipc-test-absent
                rm ring:/ipc-test-absent
                send ring:/ipc-test-absent x
                recv ring:/ipc-test-absent
                bench ring:/ipc-test-absent
                bridge ring:/ipc-test-absent ring:/ipc-test-other
                bridge posix-mq:/ipc-test-absent ring:/ipc-test-other
                send unix:/ipc-test-absent x
                recv unix:/ipc-test-absent --connect
                recv pipe:ipc-test-absent --connect
                send pipe:ipc-test-absent x
                """.split("\n");
    }

    @ParameterizedTest
    @MethodSource("absent")
    void anAbsentObjectIsStatus1AndNamed(String line) {
        String error = line.contains(":id=") ? "absent" : "ENOENT"; // no call looks up an id
        assertThat(Command.run(line.split(" ")).failed(1)).contains(error).hasLineCount(1);
    }

    @Test
    void limitsAreNamed() {
        assertThat(Command.run("create", "posix-mq:/ipc-test-bad", "--max-messages", "100000000")
                        .failed(1))
                .contains("fs.mqueue.msg_max");
        assertThat(Command.run("create", "file:/no/such/folder", "--size", "1").failed(1))
                .contains("ENOENT");
    }

    /** The error says what has the name, and not only that something has. */
    @Test
    void anObjectOfAnotherKindIsNamedByWhatItIs(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertThat(Command.run("stat", "file:" + folder).failed(1)).contains("not a file: it is a directory");
        assertThat(Command.run("stat", "fifo:" + file).failed(1)).contains("not a fifo: it is a file");
        assertThat(Command.run("rm", "fifo:" + file).failed(1)).contains("not a FIFO: it is a file");
        assertThat(Command.run("rm", "fifo:" + link).failed(1)).contains("not a FIFO: it is a symbolic link");
        assertThat(Command.run("connect", "fifo:" + file, "--in").failed(1)).contains("not a FIFO: it is a file");
        assertThat(Command.run("recv", "unix:" + file).failed(1)).contains("EADDRINUSE", "it is a file or shared");
        assertThat(Command.run("connect", "--listen", "pipe:" + file).failed(1)).contains("it is a file or shared");
        assertThat(Command.run("stat", "posix-shm:/" + "y".repeat(300)).failed(1))
                .contains("File name too long");
        assertThat(file).exists();
        assertThat(link).isSymbolicLink();
    }

    @Test
    void anIndexThatASetDoesNotHaveIsRejectedByEveryVerb() {
        String set = names.create("sysv-sem", "--count", "2");
        for (String verb : new String[] {"stat", "wait", "post"}) {
            assertThat(Command.run(verb, set + "/2").failed(1)).contains("no such semaphore", "2 semaphores");
        }
        assertThat(Command.run("stat", set + "/1").ok()).contains("semaphores: 2");
    }
}
