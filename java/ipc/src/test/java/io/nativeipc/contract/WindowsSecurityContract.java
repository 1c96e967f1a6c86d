package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.Permissions;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.windows.AccessList;
import io.nativeipc.internal.windows.SecurityDescriptor;
import io.nativeipc.internal.windows.Sid;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsConnectOption;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import io.nativeipc.windows.WindowsSemaphore;
import io.nativeipc.windows.WindowsSemaphoreOption;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests the owners and the access control lists of objects, read from their live handles. */
@EnabledOnOs(OS.WINDOWS)
public abstract class WindowsSecurityContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Grants every user full access. The owner is the group of all users, which is not trusted. */
    private static final String STRANGERS = "O:BUD:P(A;;GA;;;WD)";

    private final String base = Unique.name();
    private final String name = "Local\\" + base;

    /** Checks for an owner and a single protected entry, whose rights differ between the kinds of objects. */
    private static void assertCurrentUserAlone(String sddl) throws IOException {
        String user = Sid.ofCurrentUser();
        assertThat(user).matches("S-1-5-[0-9-]+");
        assertThat(sddl).matches("O:" + user + "D:P(AI)?\\(A;;(0x\\p{XDigit}+|\\w+);;;" + user + "\\)");
    }

    @Test
    void everyObjectIsForTheCurrentUserAlone() throws Exception {
        try (FileMapping mapping = FileMapping.create(name, 8)) {
            assertCurrentUserAlone(mapping.sddl());
        }
        try (WindowsSemaphore semaphore = WindowsSemaphore.create(name, 0)) {
            assertCurrentUserAlone(semaphore.sddl());
        }
        try (WindowsEvent event = WindowsEvent.create(name, WindowsEvent.Reset.MANUAL)) {
            assertCurrentUserAlone(event.sddl());
        }
        try (WindowsMutex mutex = WindowsMutex.create(name)) {
            assertCurrentUserAlone(mutex.sddl());
        }
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(base)) {
            assertCurrentUserAlone(server.sddl());
        }
    }

    @Test
    void soAreThePortableOnes() throws Exception {
        try (SharedMemory memory = SharedMemory.create(base, 8);
                FileMapping mapping = FileMapping.open(name)) {
            assertCurrentUserAlone(mapping.sddl());
            memory.setPermissions(Permissions.of("rw-r--r--"));
            assertThat(mapping.sddl()).contains(";;;AU)");
            memory.setPermissions(Permissions.OWNER);
            assertCurrentUserAlone(mapping.sddl());
        }
        try (NamedSemaphore semaphore = NamedSemaphore.create(base, 0);
                WindowsSemaphore same = WindowsSemaphore.open(name)) {
            assertThat(semaphore.tryAcquire()).isFalse();
            assertCurrentUserAlone(same.sddl());
        }
        try (NamedMutex mutex = NamedMutex.create(base);
                WindowsMutex same = WindowsMutex.open(name)) {
            assertThat(mutex.created()).isTrue();
            assertCurrentUserAlone(same.sddl());
        }
    }

    @Test
    void openingUpIsExplicit() throws Exception {
        WindowsAccess all = WindowsAccess.authenticatedUsers();
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(base, PipeMode.BYTE, all)) {
            assertThat(server.sddl())
                    .as("reading and writing, but not FILE_CREATE_PIPE_INSTANCE")
                    .contains("(A;;0x12019b;;;AU)");
        }
        try (FileMapping mapping = FileMapping.create(name, 8, all)) {
            assertThat(mapping.sddl()).contains(";;;AU)");
        }
        try (NamedSemaphore semaphore = NamedSemaphore.create(base, 0, Permissions.of("rw-rw-rw-"));
                WindowsSemaphore same = WindowsSemaphore.open(name)) {
            assertThat(semaphore.created()).isTrue();
            assertThat(same.sddl()).contains(";;;AU)");
        }
        WindowsAccess own = WindowsAccess.sddl("D:P(A;;GA;;;WD)");
        try (WindowsMutex mutex = WindowsMutex.create(name, own)) {
            assertThat(mutex.sddl()).contains(";;;WD)");
        }
    }

    /** Wine grants owners full access and does not check the list of a pipe on opening: see docs/windows-checks.md. */
    @Test
    void theAccessListIsObeyed() throws Exception {
        WindowsAccess noAccess = WindowsAccess.sddl("D:P(D;;GA;;;WD)");
        try (FileMapping mapping = FileMapping.create(name, 8, noAccess)) {
            assertThat(mapping.created()).as("its creator has a handle").isTrue();
            assertThatThrownBy(() -> FileMapping.open(name))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("OpenFileMappingW(\"win-map:" + name + "\"): ERROR_ACCESS_DENIED (5)")
                    .hasMessageContaining("access control list");
        }
        try (WindowsSemaphore semaphore =
                WindowsSemaphore.create(name, 1, WindowsSemaphoreOption.maximum(1), noAccess)) {
            assertThat(semaphore.tryAcquire()).isTrue();
            assertThatThrownBy(() -> WindowsSemaphore.open(name)).isInstanceOf(AccessDeniedException.class);
        }
        try (WindowsMutex mutex = WindowsMutex.create(name, noAccess)) {
            assertThat(mutex.tryAcquire()).isTrue();
            mutex.release();
            assertThatThrownBy(() -> WindowsMutex.open(name)).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void anObjectOfAStrangerIsRefused() throws Exception {
        WindowsAccess strangers = WindowsAccess.sddl(STRANGERS);
        String refusal = "it belongs to S-1-5-32-545, not to " + Sid.ofCurrentUser();
        try (WindowsNamedPipeServer server = WindowsNamedPipeServer.create(base, PipeMode.BYTE, strangers)) {
            assertThat(server.sddl()).startsWith("O:BU");
            assertThatThrownBy(() -> WindowsNamedPipe.connect(base))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("wrong owner")
                    .hasMessageContaining(refusal)
                    .hasMessageContaining("ANY_OWNER");
            server.accept().close();
            assertThatThrownBy(() -> NamedPipe.connect(base)).isInstanceOf(AccessDeniedException.class);
            server.accept().close();
            try (WindowsNamedPipe pipe =
                            WindowsNamedPipe.connect(base, LONG, PipeMode.BYTE, WindowsConnectOption.ANY_OWNER);
                    WindowsNamedPipe accepted = server.accept()) {
                assertThat(pipe.peerPid()).isEqualTo(accepted.peerPid());
            }
        }
        try (FileMapping mapping = FileMapping.create(name, 8, strangers)) {
            assertThat(mapping.sddl()).startsWith("O:BU");
            assertThatThrownBy(() -> SharedMemory.open(base))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(refusal);
        }
        try (WindowsSemaphore semaphore =
                WindowsSemaphore.create(name, 1, WindowsSemaphoreOption.maximum(1), strangers)) {
            assertThatThrownBy(() -> NamedSemaphore.open(base))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(refusal);
            assertThat(semaphore.tryAcquire()).isTrue();
        }
        try (WindowsMutex mutex = WindowsMutex.create(name, strangers)) {
            assertThat(mutex.created()).isTrue();
            assertThatThrownBy(() -> NamedMutex.open(base)).isInstanceOf(AccessDeniedException.class);
        }
    }

    /** A handle inherited by a child process would keep the object alive and give the child access. */
    @Test
    void noHandleIsInherited() throws Exception {
        String sddl = new AccessList(AccessList.Others.NOTHING, null).sddl(AccessList.Kind.SECTION);
        try (SecurityDescriptor descriptor = SecurityDescriptor.of(sddl)) {
            assertThat(descriptor
                            .attributes()
                            .getInt(io.nativeipc.internal.sys.Win32Structs.SECURITY_ATTRIBUTES_bInheritHandle))
                    .isZero();
        }
        FileMapping mapping = FileMapping.create(name, 8);
        Process child = new ProcessBuilder("cmd", "/c", "pause").start();
        mapping.close();
        long handle = Native.win32().OpenFileMappingW(Win32Constants.FILE_MAP_READ, 0, name);
        child.destroyForcibly().waitFor();
        assertThat(handle).as("the child has kept nothing alive").isNegative();
    }
}
