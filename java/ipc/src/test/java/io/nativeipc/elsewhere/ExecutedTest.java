package io.nativeipc.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests what a second pass takes back of a first one that the emulator has disturbed. */
class ExecutedTest {
    private static final String REASON = "java.lang.AssertionError: left behind: ";
    private static final String AT = "\\nat io.nativeipc.peer.LeftBehind.afterAll(LeftBehind.java:50)";
    private static final Executed.Test GOOD = test("SUCCESSFUL", "FifoContract.reads", "");
    private static final Executed.Test OTHER = test("SUCCESSFUL", "MemfdContract.maps", "");

    private static Executed.Test test(String status, String name, String reason) {
        return new Executed.Test(status, name, name, reason);
    }

    private static Executed run(Executed.Test... tests) {
        return new Executed(List.of(tests), true);
    }

    @Test
    void whatTheContractLeftIsTakenBackOfTheSuiteToo() {
        Executed first = run(
                test("FAILED", "FifoContract.reads", "java.io.IOException: killed"),
                test("FAILED", "FifoContract", REASON + "/dev/shm/ipc-test-7-1, /tmp/ipc-test-7-2" + AT),
                OTHER,
                test("FAILED", "FfmContractsTest", REASON + "/dev/shm/ipc-test-7-1, /tmp/ipc-test-7-2" + AT));
        assertThat(first.replacedBy(run(GOOD)).tests()).containsExactly(OTHER, GOOD);
    }

    @Test
    void whatAnotherContractLeftStays() {
        Executed.Test suite = test("FAILED", "FfmContractsTest", REASON + "/tmp/ipc-test-7-2, /tmp/ipc-test-7-3" + AT);
        Executed first = run(test("FAILED", "FifoContract", REASON + "/tmp/ipc-test-7-2" + AT), suite, OTHER);
        assertThat(first.replacedBy(run(GOOD)).tests()).containsExactly(suite, OTHER, GOOD);
        Executed.Test broken = test("FAILED", "FfmContractsTest", "java.lang.IllegalStateException: broken");
        assertThat(run(broken, OTHER).replacedBy(run(GOOD)).tests()).containsExactly(broken, OTHER, GOOD);
    }

    @Test
    void whatTheSecondPassLeavesIsAFailure() {
        Executed.Test contract = test("FAILED", "FifoContract", REASON + "/tmp/ipc-test-9-2" + AT);
        Executed.Test suite = test("FAILED", "FfmContractsTest", REASON + "/tmp/ipc-test-9-2" + AT);
        Executed first = run(
                test("FAILED", "FifoContract", REASON + "/tmp/ipc-test-7-2" + AT),
                OTHER,
                test("FAILED", "FfmContractsTest", REASON + "/tmp/ipc-test-7-2" + AT));
        assertThat(first.replacedBy(run(GOOD, contract, suite)).tests()).containsExactly(OTHER, GOOD, contract, suite);
    }
}
