package io.nativeipc.internal.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The steps to undo if a creation or an opening does not complete, whatever exception or error ends it:
 *
 * <pre>
 * try (Undo undo = new Undo()) {
 *     Part part = ...
 *     undo.add(part::close);
 *     ...
 *     return undo.done(new Something(part));
 * }
 * </pre>
 *
 * <p>Steps run in reverse order. A step that fails does not prevent the others, and its exception is suppressed by the
 * exception that caused the undoing.
 */
public final class Undo implements AutoCloseable {
    /** One step. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Adds a step that undoes the action just completed. */
    public void add(Step step) {
        steps.push(step);
    }

    /** Discards all steps, because nothing needs to be undone. */
    public <T> T done(T result) {
        steps.clear();
        return result;
    }

    /** Runs all steps, unless {@link #done} was called. */
    @Override
    public void close() {
        IllegalStateException failed = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (Exception | Error e) {
                if (failed == null) {
                    failed = new IllegalStateException("undoing failed", e);
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
