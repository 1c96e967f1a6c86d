package io.nativeipc.benchmarks.ring;

/**
 * Both directions between this process and another, over one kind of ring. A process loads only one subclass of this
 * class and one of {@link Arrival}, so that the compiler inlines both.
 */
abstract class Link {
    /** The maximum number of messages of a poll in a stream. */
    static final int BURST = 256;

    /** Sends {@link Payload#OUT}, spinning while there is no room. */
    abstract void send() throws Exception;

    /** Receives the available messages, up to the limit. Copies each to {@link Payload#IN}, then calls the arrival. */
    abstract int receive(int limit) throws Exception;

    static Link open(String kind, boolean measures, Arrival arrival) throws Exception {
        String name = Options.text("name", "/ring-bench");
        String out = name + (measures ? "-0" : "-1");
        String in = name + (measures ? "-1" : "-0");
        return switch (kind) {
            case "offer" -> new RingLink.Offering(out, in, arrival);
            case "claim" -> new RingLink.Claiming(out, in, arrival);
            case "try" -> new RingLink.Trying(out, in, arrival);
            case "agrona-write" -> new AgronaLink.Writing(out, in, arrival);
            case "agrona-claim" -> new AgronaLink.Claiming(out, in, arrival);
            default -> throw new IllegalArgumentException("no such kind: " + kind);
        };
    }
}
