package io.nativeipc.contract;

import io.nativeipc.NamedMutex;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.SharedMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Another Java process that uses a mutex, for tests that race it or kill it. */
public final class MutexProgram {
    /** What is appended to the mutex's name for the memory. */
    static final String MEMORY = ".n";

    private MutexProgram() {}

    /**
     * Speaks the line protocol of {@link io.nativeipc.peer.Peer}; its argument is the mutex's name: {@code openOrCreate},
     * {@code acquire MILLIS}, {@code release}, {@code count N} in the shared memory of that name and {@link #MEMORY}. {@code quit} releases
     * nothing.
     */
    public static void main(String[] args) throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        NamedMutex mutex = null;
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "openOrCreate" -> {
                    mutex = NamedMutex.openOrCreate(args[0]);
                    System.out.println("ok " + mutex.created());
                }
                case "acquire" -> System.out.println("ok " + acquire(mutex, Long.parseLong(words[1])));
                case "release" -> {
                    mutex.release();
                    System.out.println("ok");
                }
                case "count" -> {
                    count(args[0], mutex, Integer.parseInt(words[1]));
                    System.out.println("ok");
                }
                default -> System.out.println("error usage");
            }
        }
    }

    private static String acquire(NamedMutex mutex, long millis) throws IOException, InterruptedException {
        try {
            return mutex.tryAcquire(Duration.ofMillis(millis)) ? "acquired" : "timeout";
        } catch (OwnerDiedException died) {
            return "abandoned";
        }
    }

    /** Adds to a number as only one may who is alone: it reads, yields and writes. */
    @SuppressWarnings("ThreadPriorityCheck") // to be overtaken by whoever is not kept out
    static void count(String name, NamedMutex mutex, int times) throws IOException, InterruptedException {
        try (SharedMemory memory = SharedMemory.open(name + MEMORY)) {
            ByteBuffer number = memory.buffer();
            for (int i = 0; i < times; i++) {
                mutex.acquire();
                try {
                    int before = number.getInt(0);
                    Thread.yield();
                    number.putInt(0, before + 1);
                } finally {
                    mutex.release();
                }
            }
        }
    }
}
