/**
 * Communication with Python's {@code multiprocessing}: {@code Connection}, {@code Listener}, {@code Client} and
 * {@code ShareableList}.
 */
@SuppressWarnings("requires-automatic") // net.razorvine:pickle is an automatic module
@org.jspecify.annotations.NullMarked
module io.nativeipc.python {
    requires transitive io.nativeipc;
    requires pickle;
    requires static org.jspecify;

    exports io.nativeipc.python;
}
