package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code doctor} on a machine where something is missing or exhausted: it names the cause and exits with 1. */
class DoctorTest {
    private static final String SMALL = "mount -t tmpfs -o size=64k none /dev/shm";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            full       | mount -t tmpfs -o size=64k none /dev/shm; head -c 65536 /dev/zero > /dev/shm/x | \
            /dev/shm +0 free of 65536 +it is full: .*remount
            read-only  | mount -t tmpfs -o ro none /dev/shm | /dev/shm +not writable .*read-only
            absent     | mount -t tmpfs none /dev; mknod -m 666 /dev/null c 1 3; mknod -m 666 /dev/urandom c 1 9 | \
            /dev/shm +absent .*mount -t tmpfs
            no segment | echo 0 > /proc/sys/kernel/shmmni | kernel.shmmni +0 .*: 0 of 0 in use.*sysctl -w kernel.shmmni
            segments   | echo 2 > /proc/sys/kernel/shmmni; ipcmk -M 1; ipcmk -M 1 | kernel.shmmni +2 .*: 2 of 2 in use
            sets       | echo '250 32000 32 1' > /proc/sys/kernel/sem; ipcmk -S 1 | kernel.sem .*: 1 of 1 in use
            queues     | echo 1 > /proc/sys/kernel/msgmni; ipcmk -Q | kernel.msgmni +1 .*: 1 of 1 in use
            no mqueue  | echo 0 > /proc/sys/fs/mqueue/queues_max | fs.mqueue.queues_max +0 .*: 0 of 0 in use
            """)
    void whatIsMissingOrUsedUpIsAFailure(String what, String broken, String line) throws Exception {
        Command.Result result = doctor(broken);
        assertThat(result.status()).as(what + result.out() + result.err()).isEqualTo(1);
        assertThat(result.out()).containsPattern("(?m)^" + line);
    }

    @Test
    void whatIsFreeIsNone() throws Exception {
        Command.Result result = doctor(SMALL);
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).containsPattern("(?m)^/dev/shm +65536 free of 65536 +for POSIX");
    }

    /** Runs shell commands that break something, and then doctor, in new mount and IPC namespaces. */
    private static Command.Result doctor(String broken) throws Exception {
        Peers.MOUNT.require();
        return Command.shell("unshare --mount --ipc sh -c \"(" + broken + ") >&2; " + Command.LAUNCHER + " doctor\"");
    }
}
