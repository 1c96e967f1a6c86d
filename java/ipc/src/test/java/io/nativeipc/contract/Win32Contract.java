package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Win32;
import io.nativeipc.internal.sys.Win32Constants;
import io.nativeipc.internal.sys.Win32Error;
import io.nativeipc.internal.sys.Win32Structs;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Tests the binding of the functions of Windows: failures return −GetLastError of the calling thread, buffers are
 * passed from their position, and no function is missing.
 */
@EnabledOnOs(OS.WINDOWS)
public abstract class Win32Contract {
    private final Win32 win32 = Native.win32();

    @Test
    void aFunctionThatReturnsFalseFailsWithTheLastError() {
        assertThat(win32.SetEvent(0))
                .isEqualTo(-Win32Error.ERROR_INVALID_HANDLE)
                .isEqualTo(-6);
    }

    @Test
    void aFunctionThatReturnsNullFailsWithTheLastError() {
        assertThat(win32.OpenFileMappingW(Win32Constants.FILE_MAP_READ, 0, Unique.name()))
                .isEqualTo(-Win32Error.ERROR_FILE_NOT_FOUND);
    }

    @Test
    void aFunctionThatReturnsMinusOneFailsWithTheLastError() {
        long handle = win32.CreateFileW(
                "C:\\" + Unique.name(), Win32Constants.GENERIC_READ, 0, null, Win32Constants.OPEN_EXISTING, 0, 0);
        assertThat(handle).isEqualTo(-Win32Error.ERROR_FILE_NOT_FOUND);
        assertThat(win32.WaitForSingleObject(0, 0)).isEqualTo(-Win32Error.ERROR_INVALID_HANDLE);
    }

    @Test
    void aFunctionThatReturnsTheErrorReturnsItNegated() {
        int result = win32.GetSecurityInfo(
                0,
                Win32Constants.SE_KERNEL_OBJECT,
                Win32Constants.OWNER_SECURITY_INFORMATION,
                Win32Structs.allocate(8),
                null,
                null,
                null,
                Win32Structs.allocate(8));
        assertThat(result).isEqualTo(-Win32Error.ERROR_INVALID_HANDLE);
    }

    @Test
    void aFunctionThatCreatesTellsWhetherItHasOpened() {
        String name = Unique.name();
        int[] lastError = {-1};
        long first = win32.CreateEventW(null, 1, 0, name, lastError);
        assertThat(first).isPositive();
        assertThat(lastError[0]).isZero();
        long second = win32.CreateEventW(null, 1, 0, name, lastError);
        assertThat(second).isPositive().isNotEqualTo(first);
        assertThat(lastError[0]).isEqualTo(Win32Error.ERROR_ALREADY_EXISTS);
        assertThat(win32.CloseHandle(first)).isPositive();
        assertThat(win32.CloseHandle(second)).isPositive();
    }

    @Test
    void threadsThatFailDifferentlyNeverSwapErrors() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        String absent = Unique.name();
        try {
            Callable<Integer> invalid = () -> count(() -> win32.SetEvent(0) != -Win32Error.ERROR_INVALID_HANDLE);
            Callable<Integer> missing =
                    () -> count(() -> win32.OpenEventW(1, 0, absent) != -Win32Error.ERROR_FILE_NOT_FOUND);
            for (Future<Integer> wrong : threads.invokeAll(List.of(invalid, missing))) {
                assertThat(wrong.get()).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static int count(Callable<Boolean> wrong) throws Exception {
        int count = 0;
        for (int i = 0; i < 20_000; i++) {
            count += wrong.call() ? 1 : 0;
        }
        return count;
    }

    @Test
    void aBufferBeginsAtItsPositionAndDoesNotMove() {
        long semaphore = win32.CreateSemaphoreW(null, 5, 9, null, new int[1]);
        ByteBuffer previous = Win32Structs.allocate(12);
        previous.position(4);
        assertThat(win32.ReleaseSemaphore(semaphore, 1, previous)).isPositive();
        assertThat(previous.position()).isEqualTo(4);
        assertThat(previous.getInt(0)).isZero();
        assertThat(previous.getInt(4)).isEqualTo(5);
        assertThat(previous.getInt(8)).isZero();
        assertThat(win32.CloseHandle(semaphore)).isPositive();
    }

    @Test
    void everyFunctionIsThere() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Method function : Win32.class.getMethods()) {
            Object result = function.invoke(win32, harmless(function.getParameterTypes()));
            if (((Number) result).longValue() == -Win32Error.ERROR_PROC_NOT_FOUND) {
                missing.add(function.getName());
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Returns arguments for which every function fails or does nothing: handle 0 and an invalid name. */
    private static Object[] harmless(Class<?>[] types) {
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = types[i] == int.class
                    ? (Object) 0
                    : types[i] == long.class
                            ? (Object) 0L
                            : types[i] == String.class
                                    ? "\\\\"
                                    : types[i] == int[].class ? new int[1] : ByteBuffer.allocateDirect(512);
        }
        return arguments;
    }

    @Test
    void whatIsOfAnotherSystemSaysSo() {
        String refusal = "Windows has no POSIX and no System V objects";
        assertThatThrownBy(() -> PosixSharedMemory.create("/" + Unique.name(), 1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(refusal);
        assertThatThrownBy(() -> SysVSharedMemory.create(SysVKey.PRIVATE, 1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(refusal);
        assertThatThrownBy(() -> Fifo.create(Path.of(Unique.name())))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(refusal);
    }
}
