package io.nativeipc.cli.demo;

import java.io.IOException;

/**
 * A mechanism that transfers numbers between processes.
 *
 * @param title its name in the output
 * @param preparation creates the objects that both processes use
 */
record Mechanism(String title, Preparation preparation) {

    /** Creates the objects of a mechanism; see {@link Mechanism#preparation}. */
    @FunctionalInterface
    interface Preparation {
        Rendezvous in(Workspace workspace) throws IOException;
    }

    @Override
    public String toString() {
        return title;
    }
}
