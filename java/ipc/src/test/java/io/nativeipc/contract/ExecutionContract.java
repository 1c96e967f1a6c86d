package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.NativeIpc;
import io.nativeipc.internal.sys.Platform;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests that the suite runs as the build intends, and what the library says of itself and of this system. */
public abstract class ExecutionContract {
    private static final Set<Kind> OF_WINDOWS = Set.of(Kind.WIN_MAP, Kind.WIN_SEM, Kind.WIN_MUTEX, Kind.WIN_EVENT);
    private static final Set<Kind> OF_UNIX = Set.of(
            Kind.POSIX_SHM,
            Kind.POSIX_SEM,
            Kind.POSIX_MQ,
            Kind.SYSV_SHM,
            Kind.SYSV_SEM,
            Kind.SYSV_MQ,
            Kind.FIFO,
            Kind.UNIX);
    private static final Set<Kind> OF_BOTH = Set.of(Kind.FILE, Kind.MUTEX, Kind.PIPE, Kind.RING);

    @Test
    void runsOnTheJavaThatTheBuildAsksFor() {
        assertThat(Runtime.version().feature()).isEqualTo(Integer.getInteger("expected.java"));
    }

    @Test
    void callsTheSystemByTheProviderThatTheBuildAsksFor() {
        assertThat(NativeIpc.provider()).isEqualTo(System.getProperty("expected.provider"));
        assertThat(NativeIpc.platform()).isEqualTo(Platform.current().id());
        assertThat(NativeIpc.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?|unknown");
    }

    @TestFactory
    Stream<DynamicTest> everyKindIsSupportedOrSaysWhyNot() {
        boolean windows = Platform.current().isWindows();
        return Stream.of(Kind.values())
                .map(kind -> DynamicTest.dynamicTest(
                        kind.toString(),
                        () -> assertThat(kind.unsupported())
                                .as(kind.toString())
                                .matches(why -> why.isPresent()
                                        == !(OF_BOTH.contains(kind) || (windows ? OF_WINDOWS : OF_UNIX).contains(kind)))
                                .matches(why ->
                                        why.isEmpty() || why.get().matches("(?s).*" + reason(kind, windows) + ".*"))));
    }

    private static String reason(Kind kind, boolean windows) {
        return switch (kind) {
            case ZMQ -> "native-ipc-zeromq, which is missing";
            case AMQP -> "native-ipc-rabbitmq, which is missing";
            case ZMQ_IPC -> "cannot talk to libzmq";
            default -> windows ? "Windows has no POSIX and no System V objects" : "only Windows has this object";
        };
    }
}
