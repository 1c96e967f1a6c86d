package io.nativeipc.cli.demo;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exchange between this process and the C++ process: a number in each direction, then rounds that are timed. */
final class Conversation implements Callable<Conversation.Outcome> {
    /** The number of timed rounds. */
    static final int ROUNDS = 1000;

    private static final Pattern RECEIVED = Pattern.compile("received (-?\\d{1,10})");

    private final Rendezvous rendezvous;
    private final BufferedReader said;
    private final int out;
    private final int back;

    /**
     * @param said the output of the C++ process
     * @param out the number to send
     * @param back the number that must come back
     */
    Conversation(Rendezvous rendezvous, BufferedReader said, int out, int back) {
        this.rendezvous = rendezvous;
        this.said = said;
        this.out = out;
        this.back = back;
    }

    /** The numbers that have arrived in the C++ process and in Java, and the median of the rounds. */
    record Outcome(int arrivedThere, int arrivedHere, double micros) {}

    /** Thrown if another number arrived than was sent. */
    static final class WrongAnswerException extends IOException {
        private static final long serialVersionUID = 1;

        WrongAnswerException(String message) {
            super(message);
        }
    }

    @Override
    public Outcome call() throws IOException, InterruptedException {
        Exchange exchange = rendezvous.meet();
        exchange.send(out);
        int there = hear();
        require(there == out, "Java sent " + out + ", but the C++ process received " + there);
        int here = exchange.receive();
        require(here == back, "the C++ process was to send " + back + ", but Java received " + here);
        return new Outcome(there, here, median(exchange));
    }

    private int hear() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new EOFException("the C++ process did not report what it received");
        }
        Matcher matcher = RECEIVED.matcher(line);
        require(matcher.matches(), "the C++ process did not report what it received, but \"" + line + '"');
        return (int) Long.parseLong(matcher.group(1));
    }

    private static double median(Exchange exchange) throws IOException, InterruptedException {
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            exchange.send(round);
            int answer = exchange.receive();
            nanos[round] = System.nanoTime() - start;
            require(answer == round + 1, "the C++ process answered " + round + " with " + answer);
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2] / 1000.0;
    }

    private static void require(boolean right, String otherwise) throws WrongAnswerException {
        if (!right) {
            throw new WrongAnswerException(otherwise);
        }
    }
}
