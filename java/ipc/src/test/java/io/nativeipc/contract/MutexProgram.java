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

/** A Java process that uses a mutex. Tests compete with it for the mutex, or kill it. */
public final class MutexProgram {
    /** The suffix of the memory's name, which begins with the mutex's name. */
    static final String MEMORY = ".n";

    private MutexProgram() {}

    /**
     * Speaks the line protocol of {@link io.nativeipc.peer.Peer}. The argument is the mutex's name. The commands are
     * {@code openOrCreate}, {@code acquire MILLIS}, {@code release}, and {@code count N}, which counts in the shared
     * memory with the mutex's name and the suffix {@link #MEMORY}. {@code quit} does not release the mutex.
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

    /**
     * Increments the number without an atomic operation: reads, yields and writes. Without mutual exclusion this loses
     * increments.
     */
    @SuppressWarnings("ThreadPriorityCheck") // lets a thread that the mutex does not exclude interfere
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
