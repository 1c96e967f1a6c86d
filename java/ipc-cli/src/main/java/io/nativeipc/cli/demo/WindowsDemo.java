package io.nativeipc.cli.demo;

import io.nativeipc.windows.PipeMode;
import java.nio.file.Path;
import java.util.List;

/** The demo on Windows. Windows has no message queues, so a pipe in message mode is used instead. */
final class WindowsDemo implements DemoSystem {
    @Override
    public List<Mechanism> mechanisms() {
        return List.of(
                new Mechanism("named pipe", workspace -> new PipeRendezvous(workspace, "named-pipe", PipeMode.BYTE)),
                new Mechanism("shared memory", MemoryExchange::inSharedMemory),
                new Mechanism("socket", SocketRendezvous::new),
                new Mechanism(
                        "message pipe", workspace -> new PipeRendezvous(workspace, "message-pipe", PipeMode.MESSAGE)),
                new Mechanism("memory-mapped file", MemoryExchange::inFile));
    }

    @Override
    public String peerFile() {
        return "ipc_demo_peer.exe";
    }

    @Override
    public String howToGetPeer() {
        return "build the jar on Linux with g++-mingw-w64-x86-64-posix";
    }

    @Override
    public void makeExecutable(Path program) {
        // Windows recognizes programs by their names
    }
}
