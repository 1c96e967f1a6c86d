package io.nativeipc.cli.demo;

import java.io.IOException;
import java.util.List;

/** The objects over which the two processes connect. They belong to a workspace, which removes them. */
interface Rendezvous {
    /** Returns the C++ program's arguments: the word for the mechanism, and the names of the objects to open. */
    List<String> peerArguments();

    /** Connects to the started C++ process; waits for it if the mechanism needs both sides. */
    Exchange meet() throws IOException, InterruptedException;
}
