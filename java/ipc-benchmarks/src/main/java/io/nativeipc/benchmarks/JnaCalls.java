package io.nativeipc.benchmarks;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The two calls of a semaphore by JNA as a program would write them by itself. */
final class JnaCalls {
    private JnaCalls() {}

    /** Direct mapping. */
    static final class Direct {
        static {
            Native.register(Direct.class, "c");
        }

        private Direct() {}

        static native int sem_trywait(Pointer sem);

        static native int sem_post(Pointer sem);
    }

    /** Interface mapping. */
    interface Interface extends Library {
        int sem_trywait(Pointer sem);

        int sem_post(Pointer sem);
    }

    static final Interface INTERFACE = Native.load("c", Interface.class);
}
