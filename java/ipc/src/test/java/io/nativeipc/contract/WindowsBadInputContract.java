package io.nativeipc.contract;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsEvent.Reset;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import io.nativeipc.windows.WindowsPipeOption;
import io.nativeipc.windows.WindowsSemaphore;
import io.nativeipc.windows.WindowsSemaphoreOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Tests bad input to the objects of Windows. The error names the call, the object and the code, or the input is
 * rejected before any call.
 */
@EnabledOnOs(OS.WINDOWS)
public abstract class WindowsBadInputContract {
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final WindowsAccess USER = WindowsAccess.currentUser();

    private final String name = "Local\\" + Unique.name();
    private final String absent = "Local\\" + Unique.name();
    private FileMapping mapping;

    @BeforeEach
    void create() throws IOException {
        mapping = FileMapping.create(name, 5000);
    }

    @AfterEach
    void close() {
        mapping.close();
    }

    @TestFactory
    Stream<DynamicTest> namesOfObjects() {
        return Stream.of("", "Local\\", "Global\\", "a\0b", "x".repeat(260)).flatMap(bad -> {
            String shown = bad.length() > 20 ? "260 characters" : '"' + bad.replace('\0', '?') + '"';
            String refusal = "the name of an object of Windows ";
            return Refusal.tests(
                    Refusal.misuse("mapping " + shown, () -> FileMapping.create(bad, 1), refusal),
                    Refusal.misuse("mapping, open " + shown, () -> FileMapping.open(bad), refusal),
                    Refusal.misuse("semaphore " + shown, () -> WindowsSemaphore.create(bad, 1), refusal),
                    Refusal.misuse("semaphore, open " + shown, () -> WindowsSemaphore.open(bad), refusal),
                    Refusal.misuse("mutex " + shown, () -> WindowsMutex.create(bad), refusal),
                    Refusal.misuse("event " + shown, () -> WindowsEvent.open(bad), refusal));
        });
    }

    /** A backslash separates directories of the kernel's namespace, and only the system knows which of them exist. */
    @TestFactory
    Stream<DynamicTest> namesInFoldersThatAreNotThere() {
        String folder = Unique.name();
        return Stream.of(folder + "\\b", "Local\\" + folder + "\\b")
                .flatMap(bad -> Refusal.tests(
                        refused("mapping " + bad, () -> FileMapping.create(bad, 1), "CreateFileMappingW", bad),
                        refused("mapping, open " + bad, () -> FileMapping.open(bad), "OpenFileMappingW", bad),
                        refused("semaphore " + bad, () -> WindowsSemaphore.create(bad, 1), "CreateSemaphoreW", bad),
                        refused("mutex " + bad, () -> WindowsMutex.create(bad), "CreateMutexW", bad),
                        refused("event, open " + bad, () -> WindowsEvent.open(bad), "OpenEventW", bad)));
    }

    private static Refusal refused(String what, ThrowingCallable call, String function, String name) {
        return new Refusal(what, call, NotFoundException.class, function, "ERROR_PATH_NOT_FOUND", name);
    }

    @TestFactory
    Stream<DynamicTest> namesOfPipes() {
        return Stream.of("", "\\\\.\\pipe\\a", "a\0b", "x".repeat(248)).flatMap(bad -> {
            String shown = bad.length() > 20 ? "248 characters" : '"' + bad.replace('\0', '?') + '"';
            String refusal = "the name of a pipe ";
            return Refusal.tests(
                    Refusal.misuse("server " + shown, () -> WindowsNamedPipeServer.create(bad), refusal),
                    Refusal.misuse("client " + shown, () -> WindowsNamedPipe.connect(bad), refusal),
                    Refusal.misuse("portable server " + shown, () -> NamedPipeServer.create(bad), refusal),
                    Refusal.misuse("portable client " + shown, () -> NamedPipe.connect(bad), refusal));
        });
    }

    @TestFactory
    Stream<DynamicTest> mappings() {
        return Refusal.tests(
                Refusal.misuse("size 0", () -> FileMapping.create(absent, 0), "at least 1 byte: 0"),
                Refusal.misuse(
                        "size negative",
                        () -> FileMapping.open(name, MemoryOpenOption.atLeast(-1)),
                        "at least 1 byte: -1"),
                Refusal.misuse(
                        "permissions of a group",
                        () -> SharedMemory.create("x", 1, Permissions.of("rw-rw----")),
                        "rw-rw----: on Windows"),
                new Refusal(
                        "creating what exists",
                        () -> FileMapping.create(name, 100),
                        AlreadyExistsException.class,
                        "CreateFileMappingW",
                        "ERROR_ALREADY_EXISTS",
                        name),
                new Refusal(
                        "opening what is absent",
                        () -> FileMapping.open(absent),
                        NotFoundException.class,
                        "OpenFileMappingW",
                        "ERROR_FILE_NOT_FOUND",
                        absent),
                new Refusal(
                        "of another size",
                        () -> FileMapping.open(name, MemoryOpenOption.atLeast(10_000)),
                        IpcException.class,
                        "OpenFileMappingW",
                        "too small",
                        name,
                        "has 8192 bytes, 10000 were asked for"),
                new Refusal(
                        "openOrCreate of another size",
                        () -> FileMapping.openOrCreate(name, 10_000),
                        IpcException.class,
                        "OpenFileMappingW",
                        "too small",
                        name),
                new Refusal(
                        "behind it a file that is absent",
                        () -> FileMapping.createFromFile(Path.of("C:\\ipc-test-absent"), absent, 1, USER),
                        NotFoundException.class,
                        "CreateFileW",
                        "ERROR_FILE_NOT_FOUND",
                        "C:\\ipc-test-absent"));
    }

    @TestFactory
    Stream<DynamicTest> objectsOfAnotherKind() {
        String another = "the name belongs to an object of another kind";
        return Refusal.tests(
                kind("CreateSemaphoreW", () -> WindowsSemaphore.create(name, 1), another),
                kind("OpenSemaphoreW", () -> WindowsSemaphore.open(name), another),
                kind("CreateMutexW", () -> WindowsMutex.create(name), another),
                kind("OpenMutexW", () -> WindowsMutex.open(name), another),
                kind("CreateEventW", () -> WindowsEvent.create(name, Reset.MANUAL), another),
                kind("OpenEventW", () -> WindowsEvent.open(name), another),
                kind(
                        "CreateFileMappingW",
                        () -> {
                            try (WindowsEvent event = WindowsEvent.create(absent, Reset.MANUAL)) {
                                FileMapping.create(event.name(), 1);
                            }
                        },
                        another));
    }

    private static Refusal kind(
            String call, org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String text) {
        return new Refusal(call, action, IpcException.class, call, "ERROR_INVALID_HANDLE", text);
    }

    /** Wine lets every user create a section in Global\, so here the object's access control list denies access. */
    @TestFactory
    Stream<DynamicTest> namesOfSomebodyElses() throws IOException {
        String global = "Global\\" + Unique.name();
        WindowsAccess noAccess = WindowsAccess.sddl("D:P(D;;GA;;;WD)");
        return Refusal.tests(
                new Refusal(
                        "a global name of another user",
                        () -> {
                            try (FileMapping guarded = FileMapping.create(global, 8, noAccess)) {
                                FileMapping.create(guarded.name(), 8);
                            }
                        },
                        AccessDeniedException.class,
                        "CreateFileMappingW",
                        "ERROR_ACCESS_DENIED",
                        global,
                        "SeCreateGlobalPrivilege"),
                new Refusal(
                        "a local name of another user",
                        () -> {
                            try (FileMapping guarded = FileMapping.create(absent, 8, noAccess)) {
                                FileMapping.create(guarded.name(), 8);
                            }
                        },
                        AccessDeniedException.class,
                        "CreateFileMappingW",
                        "ERROR_ACCESS_DENIED",
                        absent,
                        "its access control list denies access to this user"));
    }

    @TestFactory
    Stream<DynamicTest> securityDescriptors() {
        String convert = "ConvertStringSecurityDescriptorToSecurityDescriptorW";
        return Stream.of("nonsense", "D:P(A;;GA;;;ZZ)", "D:P(A;;GA)")
                .flatMap(bad -> Stream.of(
                        sddl("mapping " + bad, bad, () -> FileMapping.create(absent, 1, WindowsAccess.sddl(bad))),
                        sddl("mutex " + bad, bad, () -> WindowsMutex.create(absent, WindowsAccess.sddl(bad))),
                        sddl(
                                "pipe " + bad,
                                bad,
                                () -> WindowsNamedPipeServer.create(
                                        "ipc-test-none", PipeMode.BYTE, WindowsAccess.sddl(bad)))))
                .map(row -> DynamicTest.dynamicTest(row.what(), () -> row.check(convert)));
    }

    /** A malformed descriptor. The error code depends on what is malformed. */
    private record BadSddl(String what, String sddl, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        void check(String call) {
            org.assertj.core.api.Assertions.assertThatThrownBy(action)
                    .isExactlyInstanceOf(IpcException.class)
                    .hasMessageStartingWith(call + "(\"" + sddl + "\"): ");
        }
    }

    private static BadSddl sddl(
            String what, String sddl, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return new BadSddl(what, sddl, action);
    }

    @TestFactory
    Stream<DynamicTest> semaphoresAndEvents() {
        return Refusal.tests(
                Refusal.misuse("value negative", () -> WindowsSemaphore.create(absent, -1), "-1 of 2147483647"),
                Refusal.misuse(
                        "maximum 0",
                        () -> WindowsSemaphore.create(absent, 0, WindowsSemaphoreOption.maximum(0), USER),
                        "0 of 0"),
                Refusal.misuse(
                        "value above it",
                        () -> WindowsSemaphore.create(absent, 3, WindowsSemaphoreOption.maximum(2), USER),
                        "3 of 2"),
                new Refusal(
                        "absent semaphore",
                        () -> WindowsSemaphore.open(absent),
                        NotFoundException.class,
                        "OpenSemaphoreW",
                        "ERROR_FILE_NOT_FOUND",
                        absent),
                new Refusal(
                        "absent mutex",
                        () -> WindowsMutex.open(absent),
                        NotFoundException.class,
                        "OpenMutexW",
                        "ERROR_FILE_NOT_FOUND",
                        absent),
                new Refusal(
                        "absent event",
                        () -> WindowsEvent.open(absent),
                        NotFoundException.class,
                        "OpenEventW",
                        "ERROR_FILE_NOT_FOUND",
                        absent),
                new Refusal(
                        "creating a semaphore that exists",
                        () -> {
                            try (WindowsSemaphore there = WindowsSemaphore.create(absent, 1)) {
                                WindowsSemaphore.create(there.name(), 1);
                            }
                        },
                        AlreadyExistsException.class,
                        "CreateSemaphoreW",
                        "ERROR_ALREADY_EXISTS",
                        absent));
    }

    @TestFactory
    Stream<DynamicTest> pipes() {
        String pipe = Unique.name();
        String address = "pipe:" + pipe;
        return Refusal.tests(
                Refusal.misuse(
                        "no instance",
                        () -> WindowsNamedPipeServer.create(
                                pipe, PipeMode.BYTE, USER, WindowsPipeOption.maxInstances(0)),
                        "1 to 255"),
                Refusal.misuse(
                        "256 instances",
                        () -> WindowsNamedPipeServer.create(
                                pipe, PipeMode.BYTE, USER, WindowsPipeOption.maxInstances(256)),
                        "1 to 255"),
                new Refusal(
                        "no server",
                        () -> WindowsNamedPipe.connect(pipe),
                        NotFoundException.class,
                        "CreateFileW",
                        "ERROR_FILE_NOT_FOUND",
                        address),
                new Refusal(
                        "a server that never comes",
                        () -> WindowsNamedPipe.connect(pipe, SHORT, PipeMode.BYTE),
                        NotFoundException.class,
                        "CreateFileW",
                        "ERROR_FILE_NOT_FOUND",
                        address),
                new Refusal(
                        "a second server",
                        () -> {
                            try (WindowsNamedPipeServer first = WindowsNamedPipeServer.create(pipe)) {
                                WindowsNamedPipeServer.create(first.name());
                            }
                        },
                        AlreadyExistsException.class,
                        "",
                        "exists",
                        address));
    }

    @TestFactory
    Stream<DynamicTest> files() throws IOException {
        Path there = Unique.path();
        Path none = Path.of("C:\\ipc-test-absent\\file");
        return Refusal.tests(
                new Refusal(
                        "creating what exists",
                        () -> {
                            Files.writeString(there, "x");
                            try {
                                MappedFile.create(there, 1);
                            } finally {
                                Files.delete(there);
                            }
                        },
                        AlreadyExistsException.class,
                        "CreateFileW",
                        "ERROR_FILE_EXISTS",
                        there.toString()),
                new Refusal(
                        "opening what is absent",
                        () -> MappedFile.open(none),
                        NotFoundException.class,
                        "CreateFileW",
                        "ERROR_PATH_NOT_FOUND",
                        none.toString()),
                new Refusal(
                        "a directory",
                        () -> MappedFile.open(Path.of("C:\\windows")),
                        AccessDeniedException.class,
                        "CreateFileW",
                        "ERROR_ACCESS_DENIED",
                        "C:\\windows"),
                new Refusal(
                        "smaller than asked at open",
                        () -> {
                            Files.writeString(there, "x");
                            try {
                                MappedFile.open(there, MemoryOpenOption.atLeast(2));
                            } finally {
                                Files.delete(there);
                            }
                        },
                        IpcException.class,
                        "fstat",
                        "too small",
                        "has 1 bytes, 2 were asked for"));
    }
}
