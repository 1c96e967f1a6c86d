/**
 * Real operating-system IPC: the public API and every mechanism. How the operating system is called is the business of
 * {@code io.nativeipc.ffm} or {@code io.nativeipc.jna}, one of which has to be there at run time.
 */
@org.jspecify.annotations.NullMarked
module io.nativeipc {
    requires static org.jspecify;

    exports io.nativeipc;
    exports io.nativeipc.posix;
    exports io.nativeipc.ring;
    exports io.nativeipc.sysv;
    exports io.nativeipc.windows;
    exports io.nativeipc.creations to
            io.nativeipc.cli;
    exports io.nativeipc.mechanism to
            io.nativeipc.cli,
            io.nativeipc.ffm,
            io.nativeipc.python;
    exports io.nativeipc.os to
            io.nativeipc.cli,
            io.nativeipc.ffm,
            io.nativeipc.jna,
            io.nativeipc.natives.linux.aarch64,
            io.nativeipc.natives.linux.aarch64.musl,
            io.nativeipc.natives.linux.x86_64,
            io.nativeipc.natives.linux.x86_64.musl,
            io.nativeipc.natives.macos.aarch64,
            io.nativeipc.natives.macos.x86_64,
            io.nativeipc.natives.windows.aarch64,
            io.nativeipc.natives.windows.x86_64,
            io.nativeipc.python;
    exports io.nativeipc.waiting to
            io.nativeipc.python,
            io.nativeipc.rabbitmq,
            io.nativeipc.zeromq;

    uses io.nativeipc.MessageTransport;
    uses io.nativeipc.os.NativeLibrary;
    uses io.nativeipc.os.Provider;

    provides io.nativeipc.MessageTransport with
            io.nativeipc.messages.QueueTransport,
            io.nativeipc.messages.RingTransport,
            io.nativeipc.messages.StreamTransport;
}
