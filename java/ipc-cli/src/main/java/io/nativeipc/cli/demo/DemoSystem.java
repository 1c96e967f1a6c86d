package io.nativeipc.cli.demo;

import io.nativeipc.internal.sys.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What of the demo is the system's: the one place that asks which system this is. */
interface DemoSystem {
    DemoSystem CURRENT = Platform.current().isWindows() ? new WindowsDemo() : new PosixDemo();

    /** The five mechanisms, in the order of the demo. */
    List<Mechanism> mechanisms();

    /** The file of the C++ program. */
    String peerFile();

    /** What to do where this jar has no such program. */
    String howToGetPeer();

    /** Makes an unpacked program one that can be started. */
    void makeExecutable(Path program) throws IOException;
}
