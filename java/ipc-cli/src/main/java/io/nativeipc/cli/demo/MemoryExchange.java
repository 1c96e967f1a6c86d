package io.nativeipc.cli.demo;

import io.nativeipc.IpcAddress;
import io.nativeipc.MappedFile;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Region;
import io.nativeipc.SharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The demo of memory that both processes map, as shared memory or as a file. The memory transfers the numbers; two
 * semaphores signal that a number is available.
 */
final class MemoryExchange implements Rendezvous, Exchange {
    private static final int OUT = 0;
    private static final int BACK = Integer.BYTES;
    private static final int BYTE_SIZE = 2 * Integer.BYTES;

    private final String word;
    private final Region memory;
    private final ByteBuffer numbers;
    private final NamedSemaphore sent;
    private final NamedSemaphore answered;

    private MemoryExchange(Workspace workspace, String word, Region memory) throws IOException {
        this.word = word;
        this.memory = memory;
        numbers = memory.buffer();
        sent = semaphore(workspace, "sent");
        answered = semaphore(workspace, "back");
    }

    static MemoryExchange inSharedMemory(Workspace workspace) throws IOException {
        String name = workspace.name("shm");
        SharedMemory memory = workspace.keep(() -> SharedMemory.create(name, BYTE_SIZE), created -> {
            created.close();
            created.unlink();
        });
        return new MemoryExchange(workspace, "shared-memory", memory);
    }

    static MemoryExchange inFile(Workspace workspace) throws IOException {
        Path path = workspace.folder().resolve("numbers");
        MappedFile memory = workspace.keep(() -> MappedFile.create(path, BYTE_SIZE), MappedFile::close);
        return new MemoryExchange(workspace, "file", memory);
    }

    private static NamedSemaphore semaphore(Workspace workspace, String end) throws IOException {
        return workspace.keep(() -> NamedSemaphore.create(workspace.name(end), 0), created -> {
            created.close();
            created.unlink();
        });
    }

    @Override
    public List<String> peerArguments() {
        return List.of(word, nameOf(memory), nameOf(sent), nameOf(answered));
    }

    /** Returns the system's name for an object, which is part of its address. */
    private static String nameOf(Object object) {
        return IpcAddress.parse(object.toString()).name();
    }

    @Override
    public Exchange meet() {
        return this;
    }

    @Override
    public void send(int number) throws IOException {
        numbers.putInt(OUT, number);
        sent.release();
    }

    @Override
    public int receive() throws IOException, InterruptedException {
        answered.acquire();
        return numbers.getInt(BACK);
    }
}
