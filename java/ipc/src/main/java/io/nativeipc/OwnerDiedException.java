package io.nativeipc;

/**
 * The process or the thread that held a lock has died (EOWNERDEAD, WAIT_ABANDONED). <b>The caller holds the lock now</b>; what
 * the lock guards may be half changed. It is thrown once for each death: whoever gets it repairs, and releases as always.
 *
 * <pre>{@code
 * boolean repair = false;
 * try {
 *     mutex.acquire();
 * } catch (OwnerDiedException e) {
 *     repair = true;                  // and the mutex is ours
 * }
 * try {
 *     if (repair) {
 *         repairWhatTheMutexGuards();
 *     }
 *     ...
 * } finally {
 *     mutex.release();
 * }
 * }</pre>
 */
public class OwnerDiedException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * A system call that failed.
     *
     * @param call the function that failed
     * @param object the object's address, or the path of a file of this library's own
     * @param error the name of the code, {@code EEXIST}
     * @param code errno, or the value of GetLastError; not 0
     * @param text what the code means, and what is known of the cause
     */
    public OwnerDiedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
