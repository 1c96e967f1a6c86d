package io.nativeipc.contract;

import io.nativeipc.PeerClosedException;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A Java process that uses a ring channel, for tests that exchange messages with it, stop it or kill it. */
public final class RingProgram {
    private final String name;
    private RingChannel channel;
    private RingMessages messages;
    private RingProducer producer;
    private RingConsumer consumer;

    private RingProgram(String name) {
        this.name = name;
    }

    /**
     * Speaks the line protocol of {@link io.nativeipc.peer.Peer}. The argument is the channel's name, or the address of
     * its memory. The commands are {@code create LANES CAPACITY MAX}, {@code open}, {@code producer},
     * {@code produce ID FROM COUNT}, {@code flood ID}, which prints {@code sent N} after every hundred messages and
     * never ends, {@code claim}, {@code commit}, {@code fill}, {@code consumer}, {@code consume ID COUNT},
     * {@code echo NAME COUNT}, which sends what the consumer receives into another channel, and
     * {@code spawn MECHANISM}, which starts a sleeping child and returns its pid. The first command opens the channel,
     * unless it creates it.
     */
    public static void main(String[] args) throws Exception {
        RingProgram program = new RingProgram(args[0]);
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            System.out.println("ok " + program.execute(line.split(" ", -1)));
        }
    }

    private String execute(String... words) throws Exception {
        if (words[0].equals("create")) {
            use(RingChannel.create(
                    name,
                    new RingOptions(
                            Integer.parseInt(words[1]),
                            Integer.parseInt(words[2]),
                            Integer.parseInt(words[3]),
                            false)));
            return "";
        }
        if (channel == null) {
            use(name.startsWith("/") ? RingChannel.open(name) : RingChannel.open(RingMemoryKind.open(name)));
        }
        switch (words[0]) {
            case "open" -> {
                return channel.options().laneCount() + " " + channel.options().laneCapacity();
            }
            case "producer" -> producer = channel.openProducer(Duration.ofSeconds(30));
            case "produce" ->
                messages.produce(
                        producer, Integer.parseInt(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
            case "flood" -> flood(Integer.parseInt(words[1]));
            case "claim" -> {
                return Boolean.toString(
                        producer.tryClaim(8) && producer.buffer().put((byte) 0).hasRemaining());
            }
            case "commit" -> producer.commit();
            case "fill" -> {
                return fill();
            }
            case "consumer" -> consumer = channel.openConsumer();
            case "consume" -> messages.consumeUntil(consumer, Integer.parseInt(words[1]), Long.parseLong(words[2]));
            case "spawn" -> {
                System.setProperty("jdk.lang.Process.launchMechanism", words[1]);
                return Long.toString(new ProcessBuilder("sleep", "60").start().pid());
            }
            case "echo" -> echo(words[1], Long.parseLong(words[2]));
            default -> throw new IllegalArgumentException(words[0]);
        }
        return "";
    }

    private void use(RingChannel opened) {
        channel = opened;
        messages = new RingMessages(opened.options().maxMessage());
    }

    private void flood(int id) throws IOException, InterruptedException {
        for (long number = 0; ; number += 100) {
            messages.produce(producer, id, number, 100);
            System.out.println("sent " + (number + 100));
        }
    }

    private void echo(String name, long count) throws IOException, InterruptedException {
        try (RingChannel back = RingChannel.open(name);
                RingProducer answers = back.openProducer()) {
            for (long answered = 0; answered < count; answered++) {
                consumer.receive(answers::offer);
            }
        }
    }

    /** Sends until the lane is full and the consumer is dead, and returns the error. */
    private String fill() throws IOException, InterruptedException {
        ByteBuffer message = ByteBuffer.allocate(8);
        try {
            while (true) {
                producer.send(message.clear());
            }
        } catch (PeerClosedException dead) {
            return dead.error();
        }
    }
}
