package io.nativeipc.ffm;

import static io.nativeipc.ffm.Calls.INT;
import static io.nativeipc.ffm.Calls.LONG;
import static io.nativeipc.ffm.Calls.POINTER;
import static io.nativeipc.ffm.Calls.failed;
import static io.nativeipc.ffm.Calls.memory;
import static io.nativeipc.ffm.Calls.plain;
import static io.nativeipc.ffm.Calls.string;
import static io.nativeipc.ffm.Calls.throwing;

import io.nativeipc.internal.sys.NativeLoader;
import io.nativeipc.internal.sys.Shim;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of {@link Shim} for waiting: semaphores, mutexes, futexes. See {@link FfmShim}. */
abstract class FfmShimWaits implements Shim {

    /**
     * The library, or the reason why it is missing. The reason is kept because a class whose initializer throws reports
     * it only once.
     */
    private static final class Library {
        static final @Nullable SymbolLookup SYMBOLS;
        static final @Nullable UnsupportedOperationException MISSING;

        static {
            SymbolLookup symbols = null;
            UnsupportedOperationException missing = null;
            try {
                symbols = NativeLoader.load(
                        FfmPosix::new,
                        // by its name, because a Path would be resolved first, and a memfd has no path to resolve to
                        file -> SymbolLookup.libraryLookup(file.toString(), Arena.global()));
                NativeLoader.requireVersion(
                        (int) plain(symbols, "ipc_version", INT).invokeExact());
            } catch (UnsupportedOperationException absent) {
                missing = absent;
            } catch (Throwable unloadable) {
                missing = new UnsupportedOperationException("native-ipc's C library cannot be loaded", unloadable);
            }
            SYMBOLS = symbols;
            MISSING = missing;
        }
    }

    static MethodHandle shim(String name, MemoryLayout result, MemoryLayout... arguments) {
        return Library.SYMBOLS == null || Library.MISSING != null
                ? throwing(Objects.requireNonNull(Library.MISSING), result, arguments)
                : plain(Library.SYMBOLS, name, result, arguments);
    }

    // semaphore.c

    private static final class Semaphores {
        // int64_t ipc_sem_open(const char *name, int oflag, int mode, int value)
        static final MethodHandle ipc_sem_open = shim("ipc_sem_open", LONG, POINTER, INT, INT, INT);

        // int ipc_sem_sizeof(void)
        static final MethodHandle ipc_sem_sizeof = shim("ipc_sem_sizeof", INT);

        // int ipc_sem_timedwait(int64_t sem, int64_t nanos)
        static final MethodHandle ipc_sem_timedwait = shim("ipc_sem_timedwait", INT, LONG, LONG);
    }

    @Override
    public long ipc_sem_open(String name, int oflag, int mode, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) Semaphores.ipc_sem_open.invokeExact(string(arena, name), oflag, mode, value);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_sem_sizeof() {
        try {
            return (int) Semaphores.ipc_sem_sizeof.invokeExact();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_sem_timedwait(long sem, long nanos) {
        try {
            return (int) Semaphores.ipc_sem_timedwait.invokeExact(sem, nanos);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // mutex.c

    private static final class Mutex {
        // int ipc_pthread_mutex_sizeof(void)
        static final MethodHandle ipc_pthread_mutex_sizeof = shim("ipc_pthread_mutex_sizeof", INT);

        // int ipc_pthread_mutex_init(int64_t mutex)
        static final MethodHandle ipc_pthread_mutex_init = shim("ipc_pthread_mutex_init", INT, LONG);

        // int ipc_pthread_mutex_trylock(int64_t mutex)
        static final MethodHandle ipc_pthread_mutex_trylock = shim("ipc_pthread_mutex_trylock", INT, LONG);

        // int ipc_pthread_mutex_timedlock(int64_t mutex, int64_t nanos)
        static final MethodHandle ipc_pthread_mutex_timedlock = shim("ipc_pthread_mutex_timedlock", INT, LONG, LONG);

        // int ipc_pthread_mutex_unlock(int64_t mutex)
        static final MethodHandle ipc_pthread_mutex_unlock = shim("ipc_pthread_mutex_unlock", INT, LONG);

        // int ipc_pthread_mutex_consistent(int64_t mutex)
        static final MethodHandle ipc_pthread_mutex_consistent = shim("ipc_pthread_mutex_consistent", INT, LONG);
    }

    @Override
    public int ipc_pthread_mutex_sizeof() {
        try {
            return (int) Mutex.ipc_pthread_mutex_sizeof.invokeExact();
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_pthread_mutex_init(long mutex) {
        try {
            return (int) Mutex.ipc_pthread_mutex_init.invokeExact(mutex);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_pthread_mutex_trylock(long mutex) {
        try {
            return (int) Mutex.ipc_pthread_mutex_trylock.invokeExact(mutex);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_pthread_mutex_timedlock(long mutex, long nanos) {
        try {
            return (int) Mutex.ipc_pthread_mutex_timedlock.invokeExact(mutex, nanos);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_pthread_mutex_unlock(long mutex) {
        try {
            return (int) Mutex.ipc_pthread_mutex_unlock.invokeExact(mutex);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_pthread_mutex_consistent(long mutex) {
        try {
            return (int) Mutex.ipc_pthread_mutex_consistent.invokeExact(mutex);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    // futex.c

    private static final class Futex {
        // int ipc_futex_wait(int64_t word, int expected, int64_t nanos)
        static final MethodHandle ipc_futex_wait = shim("ipc_futex_wait", INT, LONG, INT, LONG);

        // int ipc_futex_wake(int64_t word, int count)
        static final MethodHandle ipc_futex_wake = shim("ipc_futex_wake", INT, LONG, INT);

        // int64_t ipc_address(const void *memory)
        static final MethodHandle ipc_address = shim("ipc_address", LONG, POINTER);
    }

    @Override
    public int ipc_futex_wait(long word, int expected, long nanos) {
        try {
            return (int) Futex.ipc_futex_wait.invokeExact(word, expected, nanos);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public int ipc_futex_wake(long word, int count) {
        try {
            return (int) Futex.ipc_futex_wake.invokeExact(word, count);
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }

    @Override
    public long ipc_address(ByteBuffer memory) {
        try {
            return (long) Futex.ipc_address.invokeExact(memory(memory));
        } catch (Throwable thrown) {
            throw failed(thrown);
        }
    }
}
