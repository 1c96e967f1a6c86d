package io.nativeipc.contract;

import io.nativeipc.CorruptException;
import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.PeerClosedException;
import io.nativeipc.Region;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Threads that use an object while another thread closes it, in a JVM whose exit code reports a crash. */
public final class CloseRaceProgram {
    static final int THREADS = 16;

    private static final RingOptions RING_OPTIONS = new RingOptions(2, 4096, 600, true);

    /** A close waits 100 ms for calls. The rest is a margin for a busy machine. */
    private static final long LONGEST_CLOSE_MILLIS = 2000;

    private CloseRaceProgram() {}

    /** An object in use. */
    interface Use extends Closeable {
        /** Uses the object once. An exception of a closed object ends the thread as expected. */
        void use(int thread) throws Exception;

        /** Removes what remains of the object after its close. */
        void remove() throws Exception;
    }

    /** The objects that are closed. */
    enum Subject {
        MUTEX_IN_POSIX_MEMORY {
            @Override
            Use create() throws Exception {
                String name = Unique.posixName();
                return new MutexIn(PosixSharedMemory.create(name, 4096), () -> PosixSharedMemory.unlink(name));
            }
        },
        MUTEX_IN_SYSTEM_V_MEMORY {
            @Override
            Use create() throws Exception {
                SysVSharedMemory memory = SysVSharedMemory.create(SysVKey.PRIVATE, 4096);
                memory.remove();
                return new MutexIn(memory, () -> {});
            }
        },
        SEMAPHORE_IN_SYSV_MEMORY {
            @Override
            Use create() throws Exception {
                SysVSharedMemory memory = SysVSharedMemory.create(SysVKey.PRIVATE, 4096);
                memory.remove();
                return new SemaphoreIn(memory);
            }
        },
        SEMAPHORE_IN_A_FILE {
            @Override
            Use create() throws Exception {
                Path path = Unique.path();
                MappedFile file = MappedFile.create(path, 4096);
                Files.delete(path);
                return new SemaphoreIn(file);
            }
        },
        READ_WRITE_LOCK_IN_SYSV_MEMORY {
            @Override
            Use create() throws Exception {
                SysVSharedMemory memory = SysVSharedMemory.create(SysVKey.PRIVATE, 4096);
                memory.remove();
                return new CloseRaceLocks.ReadWriteLockIn(memory);
            }
        },
        CONDITION_IN_POSIX_MEMORY {
            @Override
            Use create() throws Exception {
                PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName(), 4096);
                memory.unlink();
                return new CloseRaceLocks.ConditionIn(memory);
            }
        },
        MUTEX_IN_A_GROWING_FILE {
            @Override
            Use create() throws Exception {
                Path path = Unique.path();
                MappedFile file = MappedFile.create(path, 4096);
                return new MutexIn(file, () -> Files.delete(path)) {
                    @Override
                    public void use(int thread) throws Exception {
                        super.use(thread);
                        if (thread == 0 && file.byteSize() < 1 << 17) {
                            file.grow(file.byteSize() + 4096);
                        }
                    }
                };
            }
        },
        MUTEX_WITH_A_NAME {
            @Override
            Use create() throws Exception {
                return new NamedMutexUse(Unique.name());
            }
        },
        SEMAPHORE {
            @Override
            Use create() throws Exception {
                return new SemaphoreUse(Unique.posixName());
            }
        },
        MEMORY {
            @Override
            Use create() throws Exception {
                return new RegionUse(Memfd.create("close-race", 1 << 16), () -> {});
            }
        },
        FILE {
            @Override
            Use create() throws Exception {
                Path path = Unique.path();
                return new RegionUse(MappedFile.create(path, 1 << 16), () -> Files.delete(path));
            }
        },
        RING {
            @Override
            Use create() throws Exception {
                String name = Unique.posixName();
                return new RingUse(RingChannel.create(name, RING_OPTIONS), null, () -> RingChannel.unlink(name));
            }
        },
        RING_IN_MEMORY {
            @Override
            Use create() throws Exception {
                String name = Unique.posixName();
                Region memory = PosixSharedMemory.create(name, RING_OPTIONS.byteSize());
                return new RingUse(RingChannel.create(memory, RING_OPTIONS), memory, () -> {
                    try (PosixSharedMemory again = PosixSharedMemory.open(name)) {
                        RingChannel.cleanUp(again);
                        again.unlink();
                    }
                });
            }
        };

        abstract Use create() throws Exception;
    }

    private interface Removal {
        void run() throws Exception;
    }

    private static class MutexIn implements Use {
        private final Region region;
        private final SharedMutex mutex;
        private final Removal removal;

        MutexIn(Region region, Removal removal) throws Exception {
            this.region = region;
            this.mutex = SharedMutex.create(region, 0);
            this.removal = removal;
        }

        @Override
        public void use(int thread) throws Exception {
            if (thread % 2 == 0 ? mutex.tryAcquire(Duration.ofMillis(500)) : mutex.tryAcquire()) {
                if (thread % 4 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
                mutex.release();
            }
        }

        @Override
        public void close() throws IOException {
            region.close();
        }

        @Override
        public void remove() throws Exception {
            removal.run();
        }
    }

    /** A semaphore whose region is closed while threads wait for it. */
    private static final class SemaphoreIn implements Use {
        private final Region region;
        private final SharedSemaphore semaphore;

        SemaphoreIn(Region region) throws Exception {
            this.region = region;
            this.semaphore = SharedSemaphore.create(region, 64, 1);
        }

        @Override
        public void use(int thread) throws Exception {
            switch (thread % 4) {
                case 0 -> semaphore.release();
                case 1 -> semaphore.value();
                case 2 -> semaphore.acquire();
                default -> semaphore.tryAcquire(Duration.ofMillis(500));
            }
        }

        @Override
        public void close() throws IOException {
            region.close();
        }

        @Override
        public void remove() {
            semaphore.close();
        }
    }

    private static final class NamedMutexUse implements Use {
        private final NamedMutex mutex;

        NamedMutexUse(String name) throws Exception {
            mutex = NamedMutex.create(name);
        }

        @Override
        public void use(int thread) throws Exception {
            if (mutex.tryAcquire(Duration.ofMillis(500))) {
                mutex.release();
            }
        }

        /** Closes the mutex. Repeats the close while a thread holds the mutex, since the mutex then rejects it. */
        @Override
        public void close() {
            while (true) {
                try {
                    mutex.close();
                    return;
                } catch (IllegalStateException held) {
                    Thread.onSpinWait();
                }
            }
        }

        @Override
        public void remove() throws Exception {
            mutex.unlink();
        }
    }

    private static final class SemaphoreUse implements Use {
        private final PosixSemaphore semaphore;

        SemaphoreUse(String name) throws Exception {
            semaphore = PosixSemaphore.create(name, 1);
        }

        @Override
        public void use(int thread) throws Exception {
            switch (thread % 4) {
                case 0 -> semaphore.release();
                case 1 -> semaphore.value();
                case 2 -> semaphore.acquire();
                default -> semaphore.tryAcquire();
            }
        }

        @Override
        public void close() {
            semaphore.close();
        }

        @Override
        public void remove() throws Exception {
            semaphore.unlink();
        }
    }

    private static final class RegionUse implements Use {
        private final Region region;
        private final Removal removal;

        RegionUse(Region region, Removal removal) {
            this.region = region;
            this.removal = removal;
        }

        @Override
        public void use(int thread) throws Exception {
            switch (thread % 4) {
                case 0 -> region.write(0, ByteBuffer.allocate(1 << 16));
                case 1 -> region.read(0, ByteBuffer.allocateDirect(1 << 16));
                case 2 -> region.buffer(4096, 4096).putLong(8, 1).getLong(16);
                default -> region.flush();
            }
        }

        @Override
        public void close() throws IOException {
            region.close();
        }

        @Override
        public void remove() throws Exception {
            removal.run();
        }
    }

    /** A ring channel. If it is in a region, the region is closed first, and the channel does not survive that. */
    private static final class RingUse implements Use {
        private final RingChannel channel;
        private final RingProducer producer;
        private final RingConsumer consumer;
        private final @Nullable Region memory;
        private final Removal removal;

        RingUse(RingChannel channel, @Nullable Region memory, Removal removal) throws Exception {
            this.channel = channel;
            this.producer = channel.openProducer();
            this.consumer = channel.openConsumer();
            this.memory = memory;
            this.removal = removal;
        }

        @Override
        public void use(int thread) throws Exception {
            switch (thread % 4) {
                case 0 -> producer.trySend(ByteBuffer.allocate(500), Duration.ofMillis(100));
                case 1 -> consumer.tryReceive(message -> {}, Duration.ofMillis(100));
                case 2 -> consumer.receive(message -> {});
                default -> channel.statistics();
            }
        }

        @Override
        public void close() throws IOException {
            if (memory != null) {
                memory.close();
            }
            try (channel;
                    producer;
                    consumer) {
                assert memory == null || !memory.isOpen();
            } catch (IllegalStateException closedMemory) {
                if (memory == null) {
                    throw closedMemory;
                }
            }
        }

        @Override
        public void remove() throws Exception {
            removal.run();
        }
    }

    /**
     * Runs {@code SUBJECT ROUNDS}. Prints {@code failed …} for each outcome that no thread may see, then {@code done}.
     */
    public static void main(String[] args) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < Integer.parseInt(args[1]) && failures.isEmpty(); round++) {
            race(Subject.valueOf(args[0]), failures);
        }
        failures.forEach(failure -> System.out.println("failed " + failure));
        System.out.println("done");
    }

    private static void race(Subject subject, ConcurrentLinkedQueue<String> failures) throws Exception {
        Use use = subject.create();
        CountDownLatch started = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < THREADS; number++) {
            int thread = number;
            threads.add(new Thread(() -> {
                started.countDown();
                String failure = useUntilClosed(use, thread);
                if (failure != null) {
                    failures.add(failure);
                }
            }));
        }
        threads.forEach(Thread::start);
        started.await();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(5_000_000)); // the close comes at a random moment
        long before = System.nanoTime();
        use.close();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        if (millis > LONGEST_CLOSE_MILLIS) {
            failures.add("close took " + millis + " ms");
        }
        for (Thread thread : threads) {
            thread.join();
        }
        use.remove();
    }

    /** {@return the failure, or null if the thread ended as it may} */
    private static String useUntilClosed(Use use, int thread) {
        try {
            while (true) {
                use.use(thread);
            }
        } catch (IllegalStateException | ClosedChannelException | CorruptException | PeerClosedException closed) {
            return closed instanceof IllegalMonitorStateException ? closed.toString() : null;
        } catch (Throwable thrown) {
            return thrown + " at " + List.of(thrown.getStackTrace());
        }
    }
}
