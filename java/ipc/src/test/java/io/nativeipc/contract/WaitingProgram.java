package io.nativeipc.contract;

import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.memory.SharedWord;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;

/** A process that waits for an object in a segment until it is killed. */
final class WaitingProgram {
    private WaitingProgram() {}

    /** Runs {@code OBJECT KEY OFFSET}, where the object is {@code semaphore}, {@code mutex}, {@code word} or {@code holder}. */
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
                default -> {
                    SharedMutex.at(memory, offset).acquire();
                    System.out.println("holding");
                    Thread.sleep(Long.MAX_VALUE);
                }
            }
        }
        System.out.println("acquired");
    }
}
