package io.nativeipc;

import io.nativeipc.internal.lifecycle.CreateOptions;
import io.nativeipc.internal.lifecycle.OpenOptions;
import io.nativeipc.internal.lifecycle.OptionList;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Release;
import io.nativeipc.internal.system.SystemObjects;
import io.nativeipc.internal.system.UnixObjects;
import io.nativeipc.internal.system.WindowsObjects;
import io.nativeipc.internal.transport.Transports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    static String version() {
        return Release.version();
    }

    static String provider() {
        return Native.providerName();
    }

    static int libraryVersion() {
        return Native.shim().ipc_version();
    }

    static String platform() {
        return Platform.current().id();
    }

    /** Returns why this system, or this program's class path, lacks a kind. */
    static Optional<String> unsupported(IpcAddress.Kind kind) {
        try {
            switch (kind) {
                case ZMQ, AMQP -> transport(kind + ":");
                case ZMQ_IPC ->
                    throw new UnsupportedOperationException(
                            "zmq+ipc: JeroMQ's ipc:// is TCP inside and cannot talk to libzmq; use zmq+tcp://host:port");
                default -> OBJECTS.require(kind);
            }
            return Optional.empty();
        } catch (UnsupportedOperationException absent) {
            return Optional.of(String.valueOf(absent.getMessage()));
        }
    }

    static SharedMemory createMemory(String name, long byteSize, CreateOption... options) throws IOException {
        return OBJECTS.createMemory(name, byteSize, CreateOptions.permissions(options));
    }

    static SharedMemory openMemory(String name, SharedMemoryOpenOption... options) throws IOException {
        OptionList list = new OptionList((Object[]) options);
        boolean anyOwner = list.take(OpenOption.ANY_OWNER);
        return OBJECTS.openMemory(
                name, anyOwner, list.rest(MappingOpenOption.class).toArray(new MappingOpenOption[0]));
    }

    static SharedMemory openOrCreateMemory(String name, long byteSize, CreateOption... options) throws IOException {
        return OBJECTS.openOrCreateMemory(name, byteSize, CreateOptions.permissions(options));
    }

    static void unlinkMemory(String name) throws IpcException {
        OBJECTS.unlinkMemory(name);
    }

    static NamedSemaphore createSemaphore(String name, int value, CreateOption... options) throws IpcException {
        return OBJECTS.createSemaphore(name, value, CreateOptions.permissions(options));
    }

    static NamedSemaphore openSemaphore(String name, OpenOption... options) throws IOException {
        return OBJECTS.openSemaphore(name, OptionList.onlyOf(OpenOption.ANY_OWNER, (Object[]) options));
    }

    static NamedSemaphore openOrCreateSemaphore(String name, int value, CreateOption... options) throws IOException {
        return OBJECTS.openOrCreateSemaphore(name, value, CreateOptions.permissions(options));
    }

    static void unlinkSemaphore(String name) throws IpcException {
        OBJECTS.unlinkSemaphore(name);
    }

    static NamedMutex createMutex(String name, CreateOption... options) throws IOException {
        return OBJECTS.createMutex(name, CreateOptions.permissions(options));
    }

    static NamedMutex openMutex(String name) throws IpcException {
        return OBJECTS.openMutex(name);
    }

    static NamedMutex openOrCreateMutex(String name, CreateOption... options) throws IOException {
        return OBJECTS.openOrCreateMutex(name, CreateOptions.permissions(options));
    }

    static void unlinkMutex(String name) throws IpcException {
        OBJECTS.unlinkMutex(name);
    }

    static MappedFile createFile(Path path, long byteSize, MemoryCreateOption... options) throws IOException {
        return OBJECTS.createMapped(path, byteSize, CreateOptions.of(options));
    }

    static MappedFile openFile(Path path, MappingOpenOption... options) throws IOException {
        return OBJECTS.openMapped(path, OpenOptions.of(options));
    }

    static MappedFile openOrCreateFile(Path path, long byteSize, MemoryCreateOption... options) throws IOException {
        return OBJECTS.openOrCreateMapped(path, byteSize, CreateOptions.of(options));
    }

    static NamedPipeServer createPipe(String name, CreateOption... options) throws IOException, InterruptedException {
        return OBJECTS.createPipe(pipeName(name), CreateOptions.permissions(options));
    }

    static NamedPipe connect(String name, Duration timeout, OpenOption... options)
            throws IOException, InterruptedException {
        return OBJECTS.connect(pipeName(name), timeout, OptionList.onlyOf(OpenOption.ANY_OWNER, (Object[]) options));
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
