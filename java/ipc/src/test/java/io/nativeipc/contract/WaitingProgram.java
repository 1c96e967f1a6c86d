package io.nativeipc.contract;

import io.nativeipc.OwnerDiedException;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.memory.SharedWord;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;

/** A process that waits for an object in a segment until it is killed. */
final class WaitingProgram {
    private WaitingProgram() {}

    /** Where native/peer/memory_peer.cpp has its mutex. */
    private static final int MUTEX = 128;

    /**
     * Runs {@code OBJECT KEY OFFSET}, where the object is {@code semaphore}, {@code mutex}, {@code word},
     * {@code condition}, {@code reader} or {@code writer}, or one that it holds: {@code holder}, {@code holding-reader}
     * or {@code holding-writer}.
     */
    public static void main(String[] args) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        try (SysVSharedMemory memory =
                SysVSharedMemory.open(SysVKey.of(Long.decode(args[1]).intValue()))) {
            int offset = Integer.parseInt(args[2]);
            switch (args[0]) {
                case "semaphore" -> {
                    SharedSemaphore semaphore = SharedSemaphore.at(memory, offset);
                    System.out.println("waiting");
                    semaphore.acquire();
                }
                case "mutex" -> {
                    SharedMutex mutex = SharedMutex.at(memory, offset);
                    System.out.println("waiting");
                    mutex.acquire();
                }
                case "word" -> {
                    SharedWord word = SharedWord.at(memory, offset);
                    System.out.println("waiting");
                    word.await(0);
                }
                case "condition" -> {
                    SharedMutex mutex = SharedMutex.at(memory, MUTEX);
                    SharedCondition condition = SharedCondition.at(memory, offset, mutex);
                    acquire(mutex);
                    System.out.println("waiting");
                    await(condition);
                }
                case "reader", "writer" -> {
                    System.out.println("waiting");
                    side(args[0], memory, offset).acquire();
                }
                case "holding-reader", "holding-writer" -> {
                    side(args[0], memory, offset).acquire();
                    hold();
                }
                default -> {
                    SharedMutex.at(memory, offset).acquire();
                    hold();
                }
            }
        }
        System.out.println("acquired");
    }

    private static SharedReadWriteLock.Lock side(String how, SysVSharedMemory memory, int offset) throws Exception {
        SharedReadWriteLock lock = SharedReadWriteLock.at(memory, offset);
        return how.endsWith("reader") ? lock.readLock() : lock.writeLock();
    }

    private static void hold() throws InterruptedException {
        System.out.println("holding");
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Acquires a mutex whose last owner may have been killed. */
    private static void acquire(SharedMutex mutex) throws Exception {
        try {
            mutex.acquire();
        } catch (OwnerDiedException killed) {
            // this process has it
        }
    }

    private static void await(SharedCondition condition) throws Exception {
        while (true) {
            try {
                condition.await(() -> false);
            } catch (OwnerDiedException killed) {
                // this process has the mutex
            }
        }
    }
}
