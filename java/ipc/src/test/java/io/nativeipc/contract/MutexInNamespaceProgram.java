package io.nativeipc.contract;

import io.nativeipc.NamedMutex;
import java.io.IOException;

/** Acquires and releases the mutex of a name, and prints whether that worked, or the error. */
public final class MutexInNamespaceProgram {
    private MutexInNamespaceProgram() {}

    /** The mutex's name. */
    public static void main(String[] arguments) {
        try (NamedMutex mutex = NamedMutex.open(arguments[0])) {
            boolean acquired = mutex.tryAcquire();
            if (acquired) {
                mutex.release();
            }
            System.out.println(acquired);
        } catch (IOException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
