package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests locks and semaphores that a thread acquires after it has read memory that another process truncated. The JVM
 * throws the fault of such a read later, when a native call returns, and the result of that call is lost: with it went
 * the lock. A release cannot be tested: the JVM may also throw before it, in the caller's own code.
 */
public abstract class PendingFaultContract {
    private static final int PAGE = 4096;
    private static final int LOCK = 128;
    private static final int SEMAPHORE = 256;

    /** The objects in the first page, and the data in the second, which is cut off. */
    private record Objects(ByteBuffer data, SharedMutex mutex, SharedReadWriteLock lock, SharedSemaphore semaphore) {
        int read() {
            return data.getInt(PAGE);
        }
    }

    private interface Use {
        int of(Objects objects) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> nothingStaysLocked() {
        return Stream.of(
                test("a mutex after the read", objects -> {
                    int data = objects.read();
                    objects.mutex.acquire();
                    objects.mutex.release();
                    return data;
                }),
                test("a write lock after the read", objects -> {
                    int data = objects.read();
                    objects.lock.writeLock().acquire();
                    objects.lock.writeLock().release();
                    return data;
                }),
                test("a semaphore after the read", objects -> {
                    int data = objects.read();
                    objects.semaphore.acquire();
                    objects.semaphore.release();
                    return data;
                }));
    }

    private static DynamicTest test(String name, Use use) {
        return DynamicTest.dynamicTest(name, () -> {
            String memoryName = Unique.posixName();
            PosixSharedMemory memory = PosixSharedMemory.create(memoryName, 2 * PAGE);
            try {
                SharedMutex mutex = SharedMutex.create(memory, 0);
                SharedReadWriteLock lock = SharedReadWriteLock.create(memory, LOCK);
                SharedSemaphore semaphore = SharedSemaphore.create(memory, SEMAPHORE, 1);
                Objects objects = new Objects(memory.buffer(), mutex, lock, semaphore);
                Callable<Integer> call = () -> use.of(objects);
                // until the compiler has seen all of it
                for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1); System.nanoTime() < end; ) {
                    assertThat(call.call()).isZero();
                }
                truncate(memoryName);
                for (int round = 0; round < 3; round++) {
                    assertThatThrownBy(call::call).isInstanceOf(InternalError.class);
                    assertFree(objects);
                }
                mutex.close();
                lock.close();
                semaphore.close();
            } finally {
                memory.close();
                memory.unlink();
            }
            assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(memoryName);
        });
    }

    private static void assertFree(Objects objects) throws Exception {
        assertThat(objects.mutex.holder()).isZero();
        assertThat(objects.semaphore.value()).isEqualTo(1);
        try (OtherThread other = new OtherThread()) {
            assertThat(other.call(objects.mutex::tryAcquire)).isTrue();
            other.run(objects.mutex::release);
            assertThat(other.call(objects.lock.writeLock()::tryAcquire)).isTrue();
            other.run(objects.lock.writeLock()::release);
        }
    }

    private static void truncate(String name) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of("/dev/shm" + name), StandardOpenOption.WRITE)) {
            file.truncate(PAGE);
        }
    }
}
