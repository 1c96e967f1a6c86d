package io.nativeipc.wine;

import io.nativeipc.contract.ExecutedTests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.opentest4j.TestAbortedException;

/**
 * What does not apply on Windows, by not-on-windows.txt, which build/WindowsTests.java reads too: contracts that the suite
 * leaves out, and tests that are skipped in it.
 */
final class NotOnWindows implements ExecutionCondition, InvocationInterceptor {
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\.(\\w+|\\*)(?: (\\S.*?))?)?\\s+# (\\S.*)");

    private record Line(String contract, String method, String display, String reason) {
        boolean covers(String otherContract, String otherMethod, String otherDisplay) {
            return contract.equals(otherContract)
                    && (method.equals("*") || method.equals(otherMethod))
                    && (display == null || otherDisplay.matches(display));
        }
    }

    private static final List<Line> LINES = read();

    private static List<Line> read() {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(NotOnWindows.class.getResourceAsStream("/not-on-windows.txt"))) {
            for (String text : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\R")) {
                Matcher line = LINE.matcher(text);
                if (line.matches()) {
                    lines.add(new Line(line.group(1), line.group(2), line.group(3), line.group(4)));
                } else if (!text.isBlank() && !text.startsWith("#")) {
                    throw new IllegalStateException("not-on-windows.txt: " + text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** The contracts of which nothing applies, each with the reason. */
    static Map<String, String> contracts() {
        Map<String, String> contracts = new TreeMap<>();
        LINES.stream()
                .filter(line -> line.method() == null)
                .forEach(line -> contracts.put(line.contract(), line.reason()));
        return contracts;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return reason(context)
                .map(ConditionEvaluationResult::disabled)
                .orElse(ConditionEvaluationResult.enabled("it applies"));
    }

    /** No condition is asked about a dynamic test: it is aborted. */
    @Override
    public void interceptDynamicTest(
            Invocation<Void> test, DynamicTestInvocationContext dynamic, ExtensionContext context) throws Throwable {
        Optional<String> reason = reason(context);
        if (reason.isEmpty()) {
            test.proceed();
            return;
        }
        test.skip();
        throw new TestAbortedException(reason.get());
    }

    private static Optional<String> reason(ExtensionContext context) {
        ExtensionContext inMethod = context;
        while (inMethod.getTestMethod().isEmpty() && inMethod.getParent().isPresent()) {
            inMethod = inMethod.getParent().get();
        }
        if (inMethod.getTestMethod().isEmpty()) {
            return Optional.empty();
        }
        String contract = ExecutedTests.contract(inMethod.getRequiredTestClass());
        String method = inMethod.getRequiredTestMethod().getName();
        String display = ExecutedTests.comparable(context.getDisplayName());
        return LINES.stream()
                .filter(line -> line.method() != null && line.covers(contract, method, display))
                .map(Line::reason)
                .findFirst();
    }
}
