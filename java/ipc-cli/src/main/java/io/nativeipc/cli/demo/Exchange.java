package io.nativeipc.cli.demo;

import java.io.IOException;

/** A way for numbers to the C++ process and back. */
interface Exchange {
    void send(int number) throws IOException, InterruptedException;

    /** Waits for a number. */
    int receive() throws IOException, InterruptedException;
}
