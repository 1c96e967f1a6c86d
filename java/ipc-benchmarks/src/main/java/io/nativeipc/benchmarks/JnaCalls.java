package io.nativeipc.benchmarks;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The two calls of a semaphore through JNA, as a program without the library would declare them. */
final class JnaCalls {
    private JnaCalls() {}

    /** JNA's direct mapping. */
    static final class Direct {
        static {
            Native.register(Direct.class, "c");
        }

        private Direct() {}

        static native int sem_trywait(Pointer sem);

        static native int sem_post(Pointer sem);
    }

    /** JNA's interface mapping. */
    interface Interface extends Library {
        int sem_trywait(Pointer sem);

        int sem_post(Pointer sem);
    }

    static final Interface INTERFACE = Native.load("c", Interface.class);
}
