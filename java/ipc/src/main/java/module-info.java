/**
 * Inter-process communication through the objects of the operating system: the public API and all mechanisms.
 * {@code io.nativeipc.ffm} or {@code io.nativeipc.jna} calls the operating system; one of them must be present at run
 * time.
 */
@org.jspecify.annotations.NullMarked
module io.nativeipc {
    requires static jdk.jfr;
    requires static org.jspecify;

    exports io.nativeipc;
    exports io.nativeipc.inventory;
    exports io.nativeipc.memory;
    exports io.nativeipc.posix;
    exports io.nativeipc.ring;
    exports io.nativeipc.spi;
    exports io.nativeipc.sysv;
    exports io.nativeipc.windows;
    exports io.nativeipc.internal.region to
            io.nativeipc.ffm;
    exports io.nativeipc.internal.sys to
            io.nativeipc.ffm,
            io.nativeipc.jna,
            io.nativeipc.natives.linux.aarch64,
            io.nativeipc.natives.linux.aarch64.musl,
            io.nativeipc.natives.linux.x86_64,
            io.nativeipc.natives.linux.x86_64.musl,
            io.nativeipc.natives.macos.aarch64,
            io.nativeipc.natives.macos.x86_64,
            io.nativeipc.natives.windows.aarch64,
            io.nativeipc.natives.windows.x86_64;

    uses io.nativeipc.MessageTransport;
    uses io.nativeipc.internal.sys.NativeLibrary;
    uses io.nativeipc.internal.sys.Provider;

    provides io.nativeipc.MessageTransport with
            io.nativeipc.internal.transport.QueueTransport,
            io.nativeipc.internal.transport.RingTransport,
            io.nativeipc.internal.transport.StreamTransport;
}
