package io.nativeipc.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The doctor's table. Where an answer cannot be had, the reason stands in the place of the meaning, and the rest follows all
 * the same: who asks has a platform on which something is wrong.
 */
final class Diagnosis {
    private final Table table = new Table("WHAT", "VALUE", "MEANING");
    private final Map<String, String> told = new HashMap<>();
    private boolean healthy = true;

    /** Why the first class did not initialize: the JVM tells it once, and after that only which class it was. */
    private @Nullable String firstRefusal;

    /** How to find something out. */
    @FunctionalInterface
    interface Question {
        String ask() throws IOException;
    }

    void add(String what, String value, String meaning) {
        table.add(what, value, meaning);
    }

    /** Something that does not work. */
    void fail(String what, String value, String meaning) {
        table.add(what, value, meaning);
        healthy = false;
    }

    /** Something that has to work; {@code otherwise} is its value when it does not. */
    void require(String what, String otherwise, String meaning, Question question) {
        try {
            table.add(what, question.ask(), meaning);
        } catch (IOException | RuntimeException | LinkageError e) {
            table.add(what, otherwise, tell(what, e));
            healthy = false;
        }
    }

    /** Whether all that has to work does. */
    boolean isHealthy() {
        return healthy;
    }

    @Override
    public String toString() {
        return table.toString();
    }

    /** What went wrong and why, in one line; where another line says so already, which one. */
    String tell(String what, Throwable thrown) {
        String reason = reason(thrown);
        String before = told.putIfAbsent(reason, what);
        return before == null ? reason : "see " + before;
    }

    private String reason(Throwable thrown) {
        Throwable cause = thrown.getCause();
        if (thrown instanceof NoClassDefFoundError && firstRefusal != null) {
            return firstRefusal;
        } else if (thrown instanceof ExceptionInInitializerError && cause != null) {
            String refusal = reason(cause);
            firstRefusal = firstRefusal == null ? refusal : firstRefusal;
            return refusal;
        }
        StringBuilder text = new StringBuilder(sentence(thrown));
        if (cause != null && text.indexOf(sentence(cause)) < 0) {
            text.append(": ").append(reason(cause));
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            text.append("; ").append(reason(suppressed));
        }
        return text.toString();
    }

    private static String sentence(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
