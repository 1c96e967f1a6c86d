package io.nativeipc.elsewhere;

import io.nativeipc.contract.ExecutedTests;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.opentest4j.TestAbortedException;

/** Skips the tests that do not apply on the current system, listed in a file of {@link Exclusions}. */
public abstract class NotHere implements ExecutionCondition, InvocationInterceptor {
    private final List<Exclusions.Line> lines;

    protected NotHere(String file) {
        lines = Exclusions.read(file);
    }

    /** Returns the contracts that do not apply at all, each with the reason. */
    public Map<String, String> contracts() {
        Map<String, String> contracts = new TreeMap<>();
        lines.stream()
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

    /** Aborts a dynamic test: JUnit evaluates no conditions for dynamic tests. */
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

    private Optional<String> reason(ExtensionContext context) {
        ExtensionContext inMethod = context;
        while (inMethod.getTestMethod().isEmpty() && inMethod.getParent().isPresent()) {
            inMethod = inMethod.getParent().get();
        }
        if (inMethod.getTestMethod().isPresent()) {
            String contract = ExecutedTests.contract(inMethod.getRequiredTestClass());
            String method = inMethod.getRequiredTestMethod().getName();
            return reason(contract, method, ExecutedTests.comparable(context.getDisplayName()));
        }
        return context.getTestClass().map(ExecutedTests::contract).flatMap(contract -> reason(contract, null, ""));
    }

    private Optional<String> reason(String contract, String method, String display) {
        return lines.stream()
                .filter(line -> line.covers(contract, method, display))
                .map(Exclusions.Line::reason)
                .findFirst();
    }
}
