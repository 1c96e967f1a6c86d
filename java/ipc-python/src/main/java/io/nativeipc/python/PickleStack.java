package io.nativeipc.python;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.razorvine.pickle.UnpickleStack;
import org.jspecify.annotations.Nullable;

/** The stack of an unpickler, which never returns a mark as a value. */
final class PickleStack extends UnpickleStack {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Object pop() {
        return value(popAny());
    }

    @Override
    public @Nullable Object peek() {
        requireNotEmpty();
        return value(super.peek());
    }

    @Override
    public List<Object> pop_all_since_marker() {
        List<Object> values = new ArrayList<>();
        for (Object value = popAny(); !MARKER.equals(value); value = popAny()) {
            values.add(value);
        }
        Collections.reverse(values);
        return values;
    }

    /** Removes everything down to and including the last mark. */
    void dropToMark() {
        while (!MARKER.equals(popAny())) {
            // popAny has removed a value; continue until it returns the mark
        }
    }

    private Object popAny() {
        requireNotEmpty();
        return super.pop();
    }

    private void requireNotEmpty() {
        if (size() == 0) {
            throw new MalformedPickle("it pops more values than it has pushed");
        }
    }

    private Object value(Object value) {
        if (MARKER.equals(value)) {
            throw new MalformedPickle("it has a mark where a value must be");
        }
        return value;
    }
}
