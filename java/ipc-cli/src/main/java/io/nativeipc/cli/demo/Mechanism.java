package io.nativeipc.cli.demo;

import java.io.IOException;

/**
 * A way to carry numbers.
 *
 * @param title what it is called in the output
 * @param preparation creates the objects that both processes use
 */
record Mechanism(String title, Preparation preparation) {

    /** {@link Mechanism#preparation}. */
    @FunctionalInterface
    interface Preparation {
        Rendezvous in(Workspace workspace) throws IOException;
    }

    @Override
    public String toString() {
        return title;
    }
}
