package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MappedFile;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Posix;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Memfd;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The binding of the C functions: a failure returns −errno of the calling thread, buffers begin at their position, and
 * no symbol is missing.
 */
public abstract class PosixContract {
    /**
     * Functions that would follow the address 0, wait forever or create something. Each is tested in another contract.
     */
    private static final Set<String> HARMFUL = Set.of(
            "sem_post",
            "sem_trywait",
            "sem_getvalue",
            "sem_close",
            "sem_init",
            "ipc_sem_timedwait",
            "ipc_pthread_mutex_init",
            "ipc_pthread_mutex_trylock",
            "ipc_pthread_mutex_timedlock",
            "ipc_pthread_mutex_unlock",
            "ipc_pthread_mutex_consistent",
            "ipc_pthread_rwlock_init",
            "ipc_pthread_rwlock_tryrdlock",
            "ipc_pthread_rwlock_trywrlock",
            "ipc_pthread_rwlock_unlock",
            "ipc_pthread_cond_init",
            "ipc_pthread_cond_signal",
            "ipc_pthread_cond_broadcast",
            "poll",
            "msgget");

    private final Posix posix = Native.posix();
    private final Shim shim = Native.shim();

    @Test
    void closeOfNoDescriptorIsEbadf() {
        assertThat(posix.close(-1)).isEqualTo(-Errno.EBADF).isEqualTo(-9);
    }

    @Test
    void aFileIsReadAndWrittenAtAnOffset() throws IOException {
        try (Memfd memory = Memfd.create("offsets", 8);
                Descriptor descriptor = memory.descriptor()) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(8).putLong(0, 7);
            assertThat(posix.pwrite(descriptor.number(), bytes, 8, 16)).isEqualTo(8);
            assertThat(posix.pread(descriptor.number(), bytes.putLong(0, 0), 8, 16))
                    .isEqualTo(8);
            assertThat(bytes.getLong(0)).isEqualTo(7);
            assertThat(posix.pread(descriptor.number(), bytes, 8, 24)).isZero();
            assertThat(posix.pread(-1, bytes, 8, 0)).isEqualTo(-Errno.EBADF);
            assertThat(posix.pwrite(-1, bytes, 8, 0)).isEqualTo(-Errno.EBADF);
        }
    }

    @Test
    void mkdirOfAnExistingFolderIsEexist() {
        assertThat(posix.mkdir("/", 0700)).isEqualTo(-Errno.EEXIST);
    }

    @Test
    void anErrorOfTheKernelHasAName(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> MappedFile.open(Path.of("/sys/kernel/uevent_seqnum"), MemoryOpenOption.READ_ONLY))
                .hasMessageContaining("mmap(")
                .hasMessageContaining("ENODEV (19): No such device");
        try (Memfd memory = Memfd.create("names", 8);
                Descriptor descriptor = memory.descriptor()) {
            assertThat(Errno.name(-posix.accept4(descriptor.number(), 0, 0, 0))).isEqualTo("ENOTSOCK");
        }
        Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("program"));
        Process running = new ProcessBuilder(program.toString(), "60").start();
        try {
            assertThatThrownBy(() -> MappedFile.open(program)).hasMessageContaining("ETXTBSY (26): Text file busy");
        } finally {
            running.destroyForcibly().onExit().join();
        }
    }

    @Test
    void fallocateOfNoDescriptorIsEbadf() {
        assertThat(shim.ipc_posix_fallocate(-1, 0, 1)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void aFunctionThatReturnsAnAddressFailsWithErrnoToo() {
        assertThat(posix.mmap(0, 4096, 0, Constants.MAP_SHARED, -1, 0)).isEqualTo(-Errno.EBADF);
        assertThat(posix.shmat(-1, 0, 0)).isEqualTo(-Errno.EINVAL);
        assertThat(shim.ipc_sem_open("/ipc-test-absent", 0, 0, 0)).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void threadsThatFailDifferentlyNeverSwapErrno() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> badDescriptor = () -> count(() -> posix.close(-1) != -Errno.EBADF);
            Callable<Integer> noFile = () -> count(() -> posix.unlink("/ipc-test/absent") != -Errno.ENOENT);
            for (Future<Integer> wrong : threads.invokeAll(List.of(badDescriptor, noFile))) {
                assertThat(wrong.get()).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static int count(Callable<Boolean> wrong) throws Exception {
        int count = 0;
        for (int i = 0; i < 100_000; i++) {
            count += wrong.call() ? 1 : 0;
        }
        return count;
    }

    @Test
    void aBufferBeginsAtItsPositionAndDoesNotMove() {
        int event = Errno.ENOSYS; // any number but 0 and 1
        int fd = posix.eventfd(event, 0);
        ByteBuffer buffer = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
        buffer.position(8);
        assertThat(posix.read(fd, buffer, 8)).isEqualTo(8);
        assertThat(posix.close(fd)).isZero();
        assertThat(buffer.position()).isEqualTo(8);
        assertThat(buffer.getLong(0)).isZero();
        assertThat(buffer.getLong(8)).isEqualTo(event);
        assertThat(buffer.getLong(16)).isZero();
    }

    @Test
    void theShimIsOfThisVersion() {
        assertThat(shim.ipc_version()).isEqualTo(Shim.VERSION);
    }

    @Test
    void everyFunctionIsThere() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Class<?> calls : List.of(Posix.class, Shim.class)) {
            Object target = calls == Posix.class ? posix : shim;
            for (Method function : calls.getMethods()) {
                if (HARMFUL.contains(function.getName())) {
                    continue;
                }
                Object result = function.invoke(target, harmless(function.getParameterTypes()));
                if (((Number) result).longValue() == -Errno.ENOSYS) {
                    missing.add(function.getName());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** C would get the part before the NUL, or a question mark for half of a pair: the name of another object. */
    @ParameterizedTest
    @ValueSource(strings = {"/a\0b", "/a\uD800"})
    void noFunctionConvertsTextThatCCannotHave(String text) throws Exception {
        int functions = 0;
        for (Class<?> calls : List.of(Posix.class, Shim.class)) {
            Object target = calls == Posix.class ? posix : shim;
            for (Method function : calls.getMethods()) {
                Object[] arguments = harmless(function.getParameterTypes());
                if (Arrays.asList(arguments).contains("")) {
                    functions++;
                    Arrays.setAll(arguments, i -> arguments[i].equals("") ? text : arguments[i]);
                    assertThatThrownBy(() -> function.invoke(target, arguments))
                            .as(function.getName())
                            .cause()
                            .isExactlyInstanceOf(IllegalArgumentException.class);
                }
            }
        }
        assertThat(functions).isGreaterThan(20);
    }

    /** {@return arguments with which each function fails or does nothing: descriptor −1, address 0, an absent name} */
    private static Object[] harmless(Class<?>[] types) {
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = types[i] == int.class
                    ? (Object) (-1)
                    : types[i] == long.class
                            ? (Object) 0L
                            : types[i] == String.class ? "" : ByteBuffer.allocateDirect(512);
        }
        return arguments;
    }
}
