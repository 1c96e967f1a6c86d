package io.nativeipc.benchmarks.tail;

/**
 * Both directions between two processes. A process loads only one subclass of this class, so that the compiler inlines
 * it.
 */
abstract class Transport implements AutoCloseable {
    /** Called for each message after it was copied to {@link Frame#IN}. */
    Sink sink = number -> {};

    /** Receives the number of each message. */
    interface Sink {
        void arrived(long number) throws Exception;
    }

    /** Opens a transport by its kind. */
    static Transport open(String kind, String name, boolean left) throws Exception {
        String out = name + (left ? "-0" : "-1");
        String in = name + (left ? "-1" : "-0");
        return switch (kind) {
            case "ring" -> new RingTransport(out, in, false);
            case "ring-fenced" -> new RingTransport(out, in, true);
            case "agrona" ->
                new AgronaTransport(name + "-agrona" + (left ? "-0" : "-1"), name + "-agrona" + (left ? "-1" : "-0"));
            case "aeron" -> new AeronTransport(name, left);
            default -> throw new IllegalArgumentException("no such kind: " + kind);
        };
    }

    /** Copies {@link Frame#OUT} and publishes it. Returns false if there is no room. */
    abstract boolean send() throws Exception;

    /** Copies each available message to {@link Frame#IN}, up to the limit, and calls the sink for each. */
    abstract int receive(int limit) throws Exception;

    /** Does what must be done from time to time, between two phases. */
    void betweenPhases() {}

    @Override
    public abstract void close();

    /** Sends, spinning while there is no room. */
    final void sendNow() throws Exception {
        while (!send()) {
            Thread.onSpinWait();
        }
    }

    final void arrived() throws Exception {
        sink.arrived(Frame.received());
    }
}
