package io.nativeipc.layers;

import java.util.List;

/** The order of the packages of this module, as drawn in docs/architecture.md. */
final class Layers {
    static final String ROOT = "io.nativeipc";

    private static final String SYS = ROOT + ".internal.sys";

    /** The packages from top to bottom: a package depends only on packages after it. */
    private static final List<List<String>> ORDER = List.of(
            List.of(".inventory"),
            List.of(".internal.transport"),
            List.of(".internal.system"),
            List.of(".ring"),
            List.of(".memory"),
            List.of(".internal.cdecl"),
            List.of(".posix", ".sysv", ".windows"),
            List.of(".internal.liveness"),
            List.of(".internal.journal"),
            List.of(".internal.locks"),
            List.of(".internal.unix", ".internal.windows"),
            List.of(".internal.message", ".internal.region"),
            List.of(".internal.lifecycle"),
            List.of(".internal.wait"),
            List.of(".internal.events", ".internal.failure"),
            List.of(".spi"),
            List.of("", ".internal.sys"));

    /** What may see hidden packages: the providers, their jars for each platform, and the module that measures calls. */
    private static final List<String> INSIDERS = List.of("ipc", "ipc-ffm", "ipc-jna", "ipc-benchmarks");

    private Layers() {}

    /** Returns whether a module of this folder may use packages that are not exported to every module. */
    static boolean mayUseHidden(String folder) {
        return INSIDERS.contains(folder);
    }

    /** Returns whether a hidden package may be exported to a module, which is not part of what users call. */
    static boolean mayExportHiddenTo(String module) {
        return module.equals(ROOT + ".ffm") || module.equals(ROOT + ".jna") || module.startsWith(ROOT + ".natives.");
    }

    /**
     * Returns whether the order allows a package to depend on another. The two lowest packages depend on no other
     * package of this module.
     */
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

    /** Returns whether a class may look up implementations in packages above it. Only one class may. */
    static boolean mayLookUp(String outermostClass) {
        return outermostClass.equals(ROOT + ".IpcSystem");
    }

    /** Returns whether this class looks up the provider of the system calls, which is outside of this module. */
    static boolean findsProviders(String outermostClass) {
        return outermostClass.equals(SYS + ".Native");
    }
}
