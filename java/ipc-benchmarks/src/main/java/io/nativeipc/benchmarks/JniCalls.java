package io.nativeipc.benchmarks;

import java.nio.file.Path;

/** The two calls of a semaphore through JNI: native/bench/jni_calls.c. */
final class JniCalls {
    static {
        System.load(Path.of(System.getProperty("bench.native", "native/target/build/bench"), "libbench_jni.so")
                .toAbsolutePath()
                .toString());
    }

    private JniCalls() {}

    static native int sem_trywait(long sem);

    static native int sem_post(long sem);
}
