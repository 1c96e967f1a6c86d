/** The system calls through the Foreign Function and Memory API, and {@code Segments}, the typed view of a region. */
module io.nativeipc.ffm {
    requires io.nativeipc;
    requires static org.jspecify;

    exports io.nativeipc.ffm;

    provides io.nativeipc.internal.sys.Provider with
            io.nativeipc.ffm.FfmProvider;
}
