package io.nativeipc.contract;

import io.nativeipc.NamedMutex;
import java.io.IOException;

/** A program that acquires and releases a named mutex, and prints whether that succeeded, or the error. */
public final class MutexInNamespaceProgram {
    private MutexInNamespaceProgram() {}

    /** Runs the program. The argument is the mutex's name. */
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
