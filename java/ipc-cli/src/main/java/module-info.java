/** The command {@code native-ipc}. */
@org.jspecify.annotations.NullMarked
module io.nativeipc.cli {
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.nativeipc;
    requires static org.jspecify;

    opens io.nativeipc.cli to
            com.fasterxml.jackson.databind,
            info.picocli;
    opens io.nativeipc.cli.demo to
            info.picocli;
}
