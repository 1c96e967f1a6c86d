/** Python's {@code multiprocessing} for Java: {@code Connection}, {@code Listener}, {@code Client}, {@code ShareableList}. */
@SuppressWarnings("requires-automatic") // net.razorvine:pickle is no named module
@org.jspecify.annotations.NullMarked
module io.nativeipc.python {
    requires transitive io.nativeipc;
    requires pickle;
    requires static org.jspecify;

    exports io.nativeipc.python;
}
