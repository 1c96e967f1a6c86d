package io.nativeipc.cli.demo;

import java.io.IOException;
import java.util.List;

/** Objects where the two processes are to meet. They belong to a workspace, which removes them. */
interface Rendezvous {
    /** The mechanism's word on the C++ program's command line, and the names of the objects that it is to open. */
    List<String> peerArguments();

    /** Meets the C++ process, which has been started; waits for it where both sides have to be there. */
    Exchange meet() throws IOException, InterruptedException;
}
