package io.nativeipc.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table that {@code doctor} prints. If a value cannot be determined, the row contains the reason in place of the
 * meaning, and the remaining rows follow: the command is used on platforms on which something is wrong.
 */
final class Diagnosis {
    private final Table table = new Table("WHAT", "VALUE", "MEANING");
    private final Map<String, String> told = new HashMap<>();
    private boolean healthy = true;

    /**
     * Why the first class failed to initialize. The JVM reports the reason once, and afterwards only the name of the
     * class.
     */
    private @Nullable String firstRefusal;

    /** Determines a value. */
    @FunctionalInterface
    interface Question {
        String ask() throws IOException;
    }

    void add(String what, String value, String meaning) {
        table.add(what, value, meaning);
    }

    /** Adds a row for something that does not work. */
    void fail(String what, String value, String meaning) {
        table.add(what, value, meaning);
        healthy = false;
    }

    /** Adds a row for something that must work; {@code otherwise} is its value if it does not. */
    void require(String what, String otherwise, String meaning, Question question) {
        try {
            table.add(what, question.ask(), meaning);
        } catch (IOException | RuntimeException | LinkageError e) {
            table.add(what, otherwise, tell(what, e));
            healthy = false;
        }
    }

    /** Returns whether everything works that must work. */
    boolean isHealthy() {
        return healthy;
    }

    @Override
    public String toString() {
        return table.toString();
    }

    /** Returns the reason of a failure in one line, or a reference to the row that states the same reason. */
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
