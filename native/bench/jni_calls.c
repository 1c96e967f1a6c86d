/* The two calls of a semaphore through JNI, for comparison with FFM and JNA. They return -errno instead of -1, as in
   native-ipc. */
#include <errno.h>
#include <jni.h>
#include <semaphore.h>
#include <stdint.h>

static sem_t *semaphore(jlong address) {
    return (sem_t *)(intptr_t)address;
}

JNIEXPORT jint JNICALL Java_io_nativeipc_benchmarks_JniCalls_sem_1trywait(JNIEnv *env, jclass type, jlong address);
JNIEXPORT jint JNICALL Java_io_nativeipc_benchmarks_JniCalls_sem_1post(JNIEnv *env, jclass type, jlong address);

JNIEXPORT jint JNICALL Java_io_nativeipc_benchmarks_JniCalls_sem_1trywait(JNIEnv *env, jclass type, jlong address) {
    (void)env;
    (void)type;
    return sem_trywait(semaphore(address)) == -1 ? -errno : 0;
}

JNIEXPORT jint JNICALL Java_io_nativeipc_benchmarks_JniCalls_sem_1post(JNIEnv *env, jclass type, jlong address) {
    (void)env;
    (void)type;
    return sem_post(semaphore(address)) == -1 ? -errno : 0;
}
