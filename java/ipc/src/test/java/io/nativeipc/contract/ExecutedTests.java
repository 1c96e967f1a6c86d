package io.nativeipc.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Records which tests ran and how each ended, in the file that {@code nativeipc.executed} names. The build compares the
 * records of two systems. A line is {@code STATUS TAB Contract.method TAB display name}, followed by {@code TAB reason}
 * if the test did not succeed. A container has a line only if it did not succeed. {@value #END} closes the record of a
 * complete run.
 */
public final class ExecutedTests implements TestExecutionListener {
    static final String END = "END";

    private static final String FILE = System.getProperty("nativeipc.executed");
    private static final int REASON_LINES = 8;

    /** Whether the record was started. Surefire may run several plans in one JVM. */
    private static boolean started;

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        synchronized (ExecutedTests.class) {
            if (FILE != null && !started) {
                started = true;
                write("", StandardOpenOption.TRUNCATE_EXISTING);
            }
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        String status = result.getStatus().name();
        if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            record(
                    status,
                    test,
                    result.getThrowable().map(ExecutedTests::reason).orElse(""));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        record("SKIPPED", test, reason);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (FILE != null) {
            write(END + "\n", StandardOpenOption.APPEND);
        }
    }

    private static void record(String status, TestIdentifier test, String reason) {
        if (FILE != null) {
            String name = test.getSource().map(ExecutedTests::name).orElse(test.getUniqueId());
            String line = status + "\t" + name + "\t" + oneLine(comparable(test.getDisplayName()));
            write(line + (reason.isEmpty() ? "" : "\t" + oneLine(reason)) + "\n", StandardOpenOption.APPEND);
        }
    }

    private static String name(TestSource source) {
        if (source instanceof MethodSource method) {
            return contract(method.getJavaClass()) + "." + method.getMethodName();
        }
        return source instanceof ClassSource type ? contract(type.getJavaClass()) : source.toString();
    }

    /** {@return the name of the contract that a suite's nested class instantiates, or else the name of the class} */
    public static String contract(Class<?> instance) {
        Class<?> parent = instance.getSuperclass();
        return (parent == null || parent == Object.class ? instance : parent).getSimpleName();
    }

    /** {@return the name without the position among this system's arguments and without the names of {@link Unique}} */
    public static String comparable(String displayName) {
        return displayName.replaceFirst("^\\[\\d+] (?=.)", "").replaceAll("ipc-test-\\d+-\\d+", "ipc-test-N");
    }

    /** {@return the throwable, its causes, and the first stack frame of this library} */
    private static String reason(Throwable thrown) {
        StringBuilder reason = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            reason.append(each == thrown ? "" : "\ncaused by ")
                    .append(each.toString().lines().limit(REASON_LINES).collect(Collectors.joining("\n")));
        }
        Stream.of(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.nativeipc."))
                .findFirst()
                .ifPresent(frame -> reason.append("\nat ").append(frame));
        return reason.toString();
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.replace("\\", "\\\\")
                .replace("\r", "")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .codePoints()
                .forEach(point -> {
                    if (Character.getType(point) == Character.SURROGATE) { // half of a pair, which has no encoding
                        line.append(String.format("\\u%04x", point));
                    } else {
                        line.appendCodePoint(point);
                    }
                });
        return line.toString();
    }

    private static synchronized void write(String text, StandardOpenOption how) {
        try {
            Path file = Path.of(FILE);
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
