package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Tables of absent and existing objects, with the address by which errors must name them. */
final class ErrorObjects {
    private final List<Absent> absent = new ArrayList<>();
    private final List<Existing> existing = new ArrayList<>();

    /** A call that is tried and returns an object. */
    @FunctionalInterface
    interface Try {
        Object run() throws Exception;
    }

    /** A call that is tried and returns nothing. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /**
     * An object that is absent.
     *
     * @param call the call that fails
     */
    private record Absent(Class<?> type, String address, String call, Try open) {}

    /**
     * An object that exists.
     *
     * @param create creates the object; fails the second time
     * @param end removes what remains after close
     */
    private record Existing(Class<?> type, String address, Try create, Action end) {}

    void absent(Class<?> type, String address, String call, Try open) {
        absent.add(new Absent(type, address, call, open));
    }

    /** Adds a row as {@link #absent} does, for a call that returns nothing. */
    void gone(Class<?> type, String address, String call, Action action) {
        absent(type, address, call, () -> {
            action.run();
            return "done";
        });
    }

    void existing(Class<?> type, String address, Try create, Action end) {
        existing.add(new Existing(type, address, create, end));
    }

    /** {@return the simple names of the classes that have rows} */
    Set<String> types() {
        Set<String> types = new TreeSet<>();
        absent.forEach(row -> types.add(row.type.getSimpleName()));
        existing.forEach(row -> types.add(row.type.getSimpleName()));
        return types;
    }

    Stream<DynamicTest> tests() {
        return Stream.concat(
                absent.stream()
                        .map(row -> DynamicTest.dynamicTest(
                                row.type.getSimpleName() + " " + row.call, () -> assertAbsent(row))),
                existing.stream()
                        .map(row -> DynamicTest.dynamicTest(
                                row.type.getSimpleName() + " exists", () -> assertExists(row))));
    }

    private static void assertAbsent(Absent row) {
        IpcException refused = assertNamed(row.address, NotFoundException.class, row.open);
        assertThat(refused.call()).isEqualTo(row.call);
        assertThat(refused).hasMessageStartingWith(row.call + "(\"" + row.address + "\"): " + refused.error() + " (");
    }

    private static void assertExists(Existing row) throws Exception {
        Object object = row.create.run();
        try {
            assertThat(object).hasToString(row.address);
            assertNamed(row.address, AlreadyExistsException.class, row.create);
        } finally {
            if (object instanceof AutoCloseable open) {
                open.close();
            }
            row.end.run();
        }
    }

    /** Fails unless the error names the object by this address and the address can be parsed. */
    static IpcException assertNamed(String address, Class<? extends IpcException> type, Try action) {
        Throwable thrown = catchThrowable(action::run);
        assertThat(thrown).isInstanceOf(type);
        IpcException refused = (IpcException) thrown;
        assertThat(refused.object()).isEqualTo(address);
        assertThat(IpcAddress.parse(refused.object())).hasToString(address);
        return refused;
    }
}
