package io.nativeipc.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The demo on Linux and macOS. */
final class PosixDemo implements DemoSystem {
    @Override
    public List<Mechanism> mechanisms() {
        return List.of(
                new Mechanism("named pipe", FifoRendezvous::new),
                new Mechanism("shared memory", MemoryExchange::inSharedMemory),
                new Mechanism("socket", SocketRendezvous::new),
                new Mechanism("message queue", QueueRendezvous::new),
                new Mechanism("memory-mapped file", MemoryExchange::inFile));
    }

    @Override
    public String peerFile() {
        return "ipc_demo_peer";
    }

    @Override
    public String howToGetPeer() {
        return "build the jar on this platform";
    }

    @Override
    public void makeExecutable(Path program) throws IOException {
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
