/** The command {@code native-ipc}. */
@SuppressWarnings("requires-automatic") // HdrHistogram names no module
@org.jspecify.annotations.NullMarked
module io.nativeipc.cli {
    requires HdrHistogram;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.nativeipc;
    requires io.nativeipc.zeromq;
    requires static org.jspecify;

    opens io.nativeipc.cli to
            info.picocli;
    opens io.nativeipc.cli.demo to
            info.picocli;
}
