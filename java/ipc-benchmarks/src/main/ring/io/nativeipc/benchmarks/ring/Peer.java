package io.nativeipc.benchmarks.ring;

/**
 * One process of a benchmark: {@code Peer ROLE KIND --name /x --size 64|1024 [--lanes N] [--warm-up S] [--seconds S]}.
 * The roles are those of native/bench/ring.cpp: ping and consume measure, echo and produce are their counterparts;
 * merge is the consumer of {@code --producers N} feeds, each with its {@code --index}. KIND selects the way of
 * transfer, see {@link Link#open}.
 */
public final class Peer {
    private Peer() {}

    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: Peer ROLE KIND --key value...");
            System.exit(2);
        }
        Options.parse(args);
        String kind = args[1];
        switch (args[0]) {
            case "ping" -> Trips.ping(Link.open(kind, true, new Arrival.Ignored()));
            case "echo" -> Trips.echo(Link.open(kind, false, new Arrival.Ignored()));
            case "consume" -> {
                Stream.Sequence sequence = new Stream.Sequence();
                Stream.consume(Link.open(kind, true, sequence), sequence);
            }
            case "produce" -> Stream.produce(Link.open(kind, false, new Arrival.Ignored()));
            case "merge" -> Merge.merge();
            case "feed" -> Merge.feed();
            default -> throw new IllegalArgumentException("no such role: " + args[0]);
        }
    }
}
