package io.nativeipc.contract;

import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.SharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import io.nativeipc.windows.WindowsSemaphore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Runs the checks of {@link ErrorObjectsContract} on the objects of Windows. */
@EnabledOnOs(OS.WINDOWS)
public abstract class WindowsErrorObjectsContract {
    static ErrorObjects objects() {
        String name = Unique.name();
        String local = "Local\\" + name;
        Path path = Unique.path();
        ErrorObjects objects = new ErrorObjects();
        objects.absent(SharedMemory.class, "win-map:" + local, "OpenFileMappingW", () -> SharedMemory.open(name));
        objects.absent(NamedSemaphore.class, "win-sem:" + local, "OpenSemaphoreW", () -> NamedSemaphore.open(name));
        objects.absent(NamedMutex.class, "win-mutex:" + local, "OpenMutexW", () -> NamedMutex.open(name));
        objects.absent(NamedPipe.class, "pipe:" + name, "CreateFileW", () -> NamedPipe.connect(name));
        objects.absent(MappedFile.class, "file:" + path, "CreateFileW", () -> MappedFile.open(path));
        objects.absent(FileMapping.class, "win-map:" + local, "OpenFileMappingW", () -> FileMapping.open(local));
        objects.absent(
                WindowsSemaphore.class, "win-sem:" + local, "OpenSemaphoreW", () -> WindowsSemaphore.open(local));
        objects.absent(WindowsMutex.class, "win-mutex:" + local, "OpenMutexW", () -> WindowsMutex.open(local));
        objects.absent(WindowsEvent.class, "win-event:" + local, "OpenEventW", () -> WindowsEvent.open(local));
        objects.absent(RingChannel.class, "ring:/" + name, "OpenFileMappingW", () -> RingChannel.open("/" + name));
        objects.absent(WindowsNamedPipe.class, "pipe:" + name, "CreateFileW", () -> WindowsNamedPipe.connect(name));

        ErrorObjects.Action closed = () -> {};
        objects.existing(SharedMemory.class, "win-map:" + local, () -> SharedMemory.create(name, 64), closed);
        objects.existing(NamedSemaphore.class, "win-sem:" + local, () -> NamedSemaphore.create(name, 1), closed);
        objects.existing(MappedFile.class, "file:" + path, () -> MappedFile.create(path, 64), () -> Files.delete(path));
        objects.existing(NamedPipeServer.class, "pipe:" + name, () -> NamedPipeServer.create(name), closed);
        objects.existing(FileMapping.class, "win-map:" + local, () -> FileMapping.create(local, 64), closed);
        objects.existing(WindowsSemaphore.class, "win-sem:" + local, () -> WindowsSemaphore.create(local, 1), closed);
        objects.existing(WindowsMutex.class, "win-mutex:" + local, () -> WindowsMutex.create(local), closed);
        objects.existing(
                WindowsEvent.class,
                "win-event:" + local,
                () -> WindowsEvent.create(local, WindowsEvent.Reset.MANUAL),
                closed);
        objects.existing(
                WindowsNamedPipeServer.class, "pipe:" + name, () -> WindowsNamedPipeServer.create(name), closed);
        return objects;
    }

    @TestFactory
    Stream<DynamicTest> errorsNameTheAddressAndTheCall() {
        return objects().tests();
    }
}
