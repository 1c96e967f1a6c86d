package io.nativeipc;

import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.system.SystemObjects;
import io.nativeipc.internal.system.UnixObjects;
import io.nativeipc.internal.system.WindowsObjects;
import io.nativeipc.internal.transport.Transports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Finds the implementations of the portable interfaces: the objects of this system and the message transports. No other
 * class of this package depends on other packages.
 */
final class IpcSystem {
    private static final SystemObjects OBJECTS =
            Platform.current().isWindows() ? new WindowsObjects() : new UnixObjects();

    private static final List<String> TRANSPORTS = List.of(
            "io.nativeipc.internal.transport.QueueTransport",
            "io.nativeipc.internal.transport.RingTransport",
            "io.nativeipc.internal.transport.StreamTransport",
            "io.nativeipc.zeromq.ZmqTransport",
            "io.nativeipc.rabbitmq.RabbitTransport");

    private IpcSystem() {}

    static SharedMemory createMemory(String name, long byteSize, Permissions permissions) throws IOException {
        return OBJECTS.createMemory(name, byteSize, permissions);
    }

    static SharedMemory openMemory(String name, long least) throws IOException {
        return OBJECTS.openMemory(name, least);
    }

    static SharedMemory openMemoryReadOnly(String name) throws IOException {
        return OBJECTS.openMemoryReadOnly(name);
    }

    static SharedMemory openOrCreateMemory(String name, long byteSize, Permissions permissions) throws IOException {
        return OBJECTS.openOrCreateMemory(name, byteSize, permissions);
    }

    static void unlinkMemory(String name) throws IpcException {
        OBJECTS.unlinkMemory(name);
    }

    static NamedSemaphore createSemaphore(String name, int value, Permissions permissions) throws IpcException {
        return OBJECTS.createSemaphore(name, value, permissions);
    }

    static NamedSemaphore openSemaphore(String name) throws IOException {
        return OBJECTS.openSemaphore(name);
    }

    static NamedSemaphore openOrCreateSemaphore(String name, int value, Permissions permissions) throws IOException {
        return OBJECTS.openOrCreateSemaphore(name, value, permissions);
    }

    static void unlinkSemaphore(String name) throws IpcException {
        OBJECTS.unlinkSemaphore(name);
    }

    static NamedMutex createMutex(String name, Permissions permissions) throws IOException {
        return OBJECTS.createMutex(name, permissions);
    }

    static NamedMutex openMutex(String name) throws IpcException {
        return OBJECTS.openMutex(name);
    }

    static NamedMutex openOrCreateMutex(String name, Permissions permissions) throws IOException {
        return OBJECTS.openOrCreateMutex(name, permissions);
    }

    static void unlinkMutex(String name) throws IpcException {
        OBJECTS.unlinkMutex(name);
    }

    static MappedFile createFile(Path path, long byteSize, Permissions permissions, boolean sparse) throws IOException {
        return OBJECTS.createMapped(path, byteSize, permissions, sparse);
    }

    static MappedFile openFile(Path path, long least, boolean readOnly) throws IOException {
        return OBJECTS.openMapped(path, least, readOnly);
    }

    static MappedFile openOrCreateFile(Path path, long byteSize, Permissions permissions) throws IOException {
        return OBJECTS.openOrCreateMapped(path, byteSize, permissions);
    }

    static NamedPipeServer createPipe(String name, Permissions permissions) throws IOException, InterruptedException {
        return OBJECTS.createPipe(pipeName(name), permissions);
    }

    static NamedPipe connect(String name, Duration timeout, boolean trustedOnly)
            throws IOException, InterruptedException {
        return OBJECTS.connect(pipeName(name), timeout, trustedOnly);
    }

    /** .NET rejects this name on every system, so a pipe of this name would have no peer in .NET. */
    private static String pipeName(String name) {
        if (name.equalsIgnoreCase("anonymous")) {
            throw new IllegalArgumentException("the name of a pipe is reserved by .NET: \"" + name + '"');
        }
        return name;
    }

    static MessageTransport transport(String address) {
        return Transports.of(address, TRANSPORTS);
    }

    static ByteBuffer buffer(Region region) {
        return Regions.memoryOf(region).buffer();
    }

    static ByteBuffer buffer(Region region, long offset, int length) {
        return Regions.memoryOf(region).buffer(offset, length);
    }

    static void read(Region region, long offset, ByteBuffer dst) throws IpcException {
        Regions.memoryOf(region).read(offset, dst);
    }

    static void write(Region region, long offset, ByteBuffer src) throws IpcException {
        Regions.memoryOf(region).write(offset, src);
    }

    static long address(Region region) {
        return Regions.memoryOf(region).address();
    }

    static long byteSize(Region region) {
        return Regions.memoryOf(region).byteSize();
    }

    static boolean isReadOnly(Region region) {
        return Regions.memoryOf(region).isReadOnly();
    }

    static boolean isOpen(Region region) {
        return Regions.memoryOf(region).isOpen();
    }

    static void flush(Region region) throws IpcException {
        Regions.memoryOf(region).flush();
    }
}
