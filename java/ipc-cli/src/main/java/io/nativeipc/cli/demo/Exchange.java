package io.nativeipc.cli.demo;

import java.io.IOException;

/** Sends numbers to the C++ process and receives numbers from it. */
interface Exchange {
    void send(int number) throws IOException, InterruptedException;

    /** Receives a number, waiting until one arrives. */
    int receive() throws IOException, InterruptedException;
}
