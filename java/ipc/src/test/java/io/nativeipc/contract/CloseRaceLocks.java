package io.nativeipc.contract;

import io.nativeipc.Region;
import io.nativeipc.memory.ConditionOption;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The locks and conditions in memory that {@link CloseRaceProgram} closes. */
final class CloseRaceLocks {
    private CloseRaceLocks() {}

    /** A read-write lock whose region is closed while threads wait for it and hold it. */
    static final class ReadWriteLockIn implements CloseRaceProgram.Use {
        private final Region region;
        private final SharedReadWriteLock lock;

        ReadWriteLockIn(Region region) throws Exception {
            this.region = region;
            this.lock = SharedReadWriteLock.create(region, 64);
        }

        @Override
        public void use(int thread) throws Exception {
            SharedReadWriteLock.Lock side = thread % 4 == 0 ? lock.writeLock() : lock.readLock();
            if (thread % 3 == 0 ? side.tryAcquire() : side.tryAcquire(Duration.ofMillis(500))) {
                if (thread % 5 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
                side.release();
            }
        }

        @Override
        public void close() throws IOException {
            region.close();
        }

        @Override
        public void remove() {
            lock.close();
        }
    }

    /** A condition whose region, with its mutex, is closed while threads wait and signal. */
    static final class ConditionIn implements CloseRaceProgram.Use {
        private final Region region;
        private final SharedMutex mutex;
        private final SharedCondition condition;
        private final ByteBuffer number;

        ConditionIn(Region region) throws Exception {
            this.region = region;
            this.mutex = SharedMutex.create(region, 0);
            this.condition = SharedCondition.create(region, 64, mutex, ConditionOption.SIGNAL_BEFORE_GLIBC_2_41);
            this.number = region.buffer(128, 4);
        }

        @Override
        public void use(int thread) throws Exception {
            if (thread % 4 == 0) {
                condition.signal();
            } else if (thread % 4 == 1) {
                condition.broadcast();
            }
            mutex.acquire();
            try {
                if (thread % 2 == 0) {
                    number.putInt(0, number.getInt(0) + 1);
                } else if (condition.await(() -> number.getInt(0) > 0, Duration.ofMillis(500))) {
                    number.putInt(0, number.getInt(0) - 1);
                }
            } finally {
                mutex.release();
            }
        }

        @Override
        public void close() throws IOException {
            region.close();
        }

        @Override
        public void remove() {
            condition.close();
            mutex.close();
        }
    }
}
