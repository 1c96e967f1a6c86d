package io.nativeipc.layers;

import java.util.List;

/** The order of the packages of this module, as docs/architecture.md draws it. */
final class Layers {
    static final String ROOT = "io.nativeipc";

    private static final String SYS = ROOT + ".internal.sys";

    /** From the top: a package depends only on those after it. */
    private static final List<List<String>> ORDER = List.of(
            List.of(".inventory"),
            List.of(".internal.transport"),
            List.of(".internal.system"),
            List.of(".ring"),
            List.of(".posix", ".sysv", ".windows"),
            List.of(".internal.journal"),
            List.of(".internal.locks"),
            List.of(".internal.unix", ".internal.windows"),
            List.of(".internal.message", ".internal.region"),
            List.of(".internal.lifecycle"),
            List.of(".internal.wait"),
            List.of(".internal.failure"),
            List.of("", ".internal.sys"));

    private Layers() {}

    /** Whether the order lets a package depend on another one. The lowest two depend on nothing of ours. */
    static boolean allows(String from, String to) {
        return from.equals(to) || rank(from) < rank(to);
    }

    private static int rank(String name) {
        for (int rank = 0; rank < ORDER.size(); rank++) {
            if (ORDER.get(rank).contains(name.substring(ROOT.length()))) {
                return rank;
            }
        }
        throw new AssertionError("the order of the packages does not know " + name);
    }

    /** The only class that may look for implementations above it. */
    static boolean mayLookUp(String outermostClass) {
        return outermostClass.equals(ROOT + ".IpcSystem");
    }

    /** Where the provider of the system calls is found, which is outside of this module. */
    static boolean findsProviders(String outermostClass) {
        return outermostClass.equals(SYS + ".Native");
    }
}
