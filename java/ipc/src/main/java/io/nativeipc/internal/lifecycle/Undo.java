package io.nativeipc.internal.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone when a creation or an opening does not come to its end, whatever exception or error ends it:
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
 * <p>Steps run in reverse order. One that fails keeps none of the others from running, and hides nothing: it is suppressed
 * by the exception that caused the undoing.
 */
public final class Undo implements AutoCloseable {
    /** One step. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Adds what undoes the step that has just been done. */
    public void add(Step step) {
        steps.push(step);
    }

    /** Nothing has to be undone any more. */
    public <T> T done(T result) {
        steps.clear();
        return result;
    }

    /** Undoes what was not {@link #done}. */
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
