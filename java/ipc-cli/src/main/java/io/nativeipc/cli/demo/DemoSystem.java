package io.nativeipc.cli.demo;

import io.nativeipc.NativeIpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The system-dependent part of the demo. This is the only place of the demo that checks the operating system. */
interface DemoSystem {
    DemoSystem CURRENT = NativeIpc.platform().startsWith("windows") ? new WindowsDemo() : new PosixDemo();

    /** Returns the five mechanisms, in the order of the demo. */
    List<Mechanism> mechanisms();

    /** Returns the file name of the C++ program. */
    String peerFile();

    /** Returns what to do if this jar does not contain the program. */
    String howToGetPeer();

    /** Makes the unpacked program executable. */
    void makeExecutable(Path program) throws IOException;
}
