package io.nativeipc.internal.liveness;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a lock file in the runtime folder, which identifies the memory: how it is written, and how it is read. */
public final class LockName {
    private static final String START = "ring-";
    private static final String END = ".lock";
    private static final Pattern SEGMENT =
            Pattern.compile(Pattern.quote(START + Segment.START) + "(\\d+)-(\\d+)-[0-9a-f]+" + Pattern.quote(END));

    private LockName() {}

    /**
     * A System V segment as a word of a name. Its id is unique in its IPC namespace.
     *
     * @param namespace the number of the IPC namespace
     * @param id the id of the segment
     */
    public record Segment(String namespace, String id) {
        private static final String START = "sysv-";

        /** Returns {@code sysv-4026531839-7}. */
        @Override
        public String toString() {
            return START + namespace + "-" + id;
        }
    }

    /**
     * Returns the name of a lock file.
     *
     * @param position the word for the first byte of the memory: that of a {@link Segment} or of a file, and its offset
     */
    static String of(String position) {
        return START + position + END;
    }

    /**
     * Returns the segment that a lock file belongs to; null if it belongs to a file.
     *
     * @param path the path of the lock file, or its name
     */
    public static @Nullable Segment segment(String path) {
        Matcher matcher = SEGMENT.matcher(path.substring(path.lastIndexOf('/') + 1));
        return matcher.matches() ? new Segment(matcher.group(1), matcher.group(2)) : null;
    }
}
