package io.nativeipc.contract;

import io.nativeipc.NamedSemaphore;
import java.time.Duration;

/** Waits for a semaphore, and prints whether this JVM has a flight recorder. */
public final class EventsProgram {
    private EventsProgram() {}

    /** Takes the name of the semaphore. */
    public static void main(String[] args) throws Exception {
        try (NamedSemaphore semaphore = NamedSemaphore.create(args[0], 0)) {
            boolean acquired = semaphore.tryAcquire(Duration.ofMillis(30));
            semaphore.unlink();
            boolean recorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
            System.out.println("acquired " + acquired + ", recorder " + recorder);
        }
    }
}
