package io.nativeipc.cli;

import io.nativeipc.ring.RingChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A program that creates a ring channel of a given name and is then killed. */
public final class RingCreator {
    private RingCreator() {}

    /** Speaks the line protocol of {@link io.nativeipc.peer.Peer}. Its command is {@code create}. */
    public static void main(String[] args) throws IOException {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            System.out.println("ok " + RingChannel.create(args[0]));
        }
    }
}
