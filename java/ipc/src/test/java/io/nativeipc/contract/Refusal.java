package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;

/**
 * A row of a bad-input table: an action and the error that it must cause.
 *
 * @param call the C function that the error names; empty if no call failed
 * @param error the name of the error code
 * @param inMessage what the message must contain: the object and, if a limit is the cause, the limit with its value
 */
record Refusal(
        String what,
        ThrowingCallable action,
        Class<? extends Throwable> type,
        String call,
        String error,
        String... inMessage) {

    /** A row that must be rejected before any call, with IllegalArgumentException. */
    static Refusal misuse(String what, ThrowingCallable action, String... inMessage) {
        return new Refusal(what, action, IllegalArgumentException.class, "", "", inMessage);
    }

    /** A row that uses an object after close, or the wrong end: IllegalStateException. */
    static Refusal illegalState(String what, ThrowingCallable action, String... inMessage) {
        return new Refusal(what, action, IllegalStateException.class, "", "", inMessage);
    }

    static Stream<DynamicTest> tests(Refusal... rows) {
        return Stream.of(rows).map(row -> DynamicTest.dynamicTest(row.what, row::check));
    }

    /**
     * Checks that the error contains an address. Descriptors, objects in other memory, users, groups and the library's
     * own files have none.
     */
    private static void assertHasAddress(IpcException refused) {
        boolean hasNone = refused.object()
                        .matches("(fd|memfd):.*|sysv-\\w+:id=-.*|(mutex|semaphore|condition|read-write"
                                + " lock|word|seqlock) at .*|latest value in"
                                + " .*|ring:memfd:.*|/.*/native-ipc(-\\d+)?(/.*)?")
                || refused.call().equals("getgrnam");
        if (!hasNone) {
            assertThat(IpcAddress.parse(refused.object())).hasToString(refused.object());
        }
    }

    void check() {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).isExactlyInstanceOf(type);
        assertThat(thrown.getMessage()).contains(inMessage);
        if (thrown instanceof IpcException refused) {
            assertThat(refused.error()).isEqualTo(error);
            assertHasAddress(refused);
            if (refused.code() == 0) {
                assertThat(refused.call())
                        .as("the call of a condition that no call reported")
                        .isEmpty();
                assertThat(refused.getMessage()).doesNotContain("(0)").contains(refused.object(), ": " + error + ": ");
            } else {
                assertThat(refused.call()).isEqualTo(call);
                assertThat(refused.getMessage()).startsWith(call + "(").contains(error + " (" + refused.code() + ")");
            }
        }
    }
}
