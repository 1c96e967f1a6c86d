package io.nativeipc.python;

/** The Java child of a Python parent. Its arguments are one descriptor for a duplex pipe, or two for two pipes. */
final class PipeChild {
    private PipeChild() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection in = Connection.inherited(Integer.parseInt(arguments[0]));
                Connection out = arguments.length == 1 ? in : Connection.inherited(Integer.parseInt(arguments[1]))) {
            long number = (Long) in.recv();
            if (arguments.length == 2) {
                requireOneWay(in, out);
            }
            out.send(2 * number);
        }
    }

    private static void requireOneWay(Connection in, Connection out) throws Exception {
        try {
            in.send(1);
        } catch (IllegalStateException expected) {
            try {
                out.recv();
            } catch (IllegalStateException expectedToo) {
                return;
            }
        }
        throw new AssertionError("a pipe goes one way");
    }
}
