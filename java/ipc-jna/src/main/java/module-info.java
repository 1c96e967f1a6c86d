/** The system calls through JNA, for Java 17 to 21. */
@org.jspecify.annotations.NullMarked
module io.nativeipc.jna {
    requires io.nativeipc;
    requires com.sun.jna;
    requires static org.jspecify;

    exports io.nativeipc.jna to
            com.sun.jna;

    provides io.nativeipc.internal.sys.Provider with
            io.nativeipc.jna.JnaProvider;
}
