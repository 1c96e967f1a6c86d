package io.nativeipc;

/**
 * The process or the thread that held a lock has died (EOWNERDEAD, WAIT_ABANDONED). <b>The caller now holds the
 * lock</b>, and what the lock guards may be half changed. The exception is thrown once for each death. The thread that
 * catches it repairs the guarded data and releases the lock as usual.
 *
 * <pre>{@code
 * boolean repair = false;
 * try {
 *     mutex.acquire();
 * } catch (OwnerDiedException e) { // thrown once for each death; this thread holds the mutex now
 *     repair = true;
 * }
 * try {
 *     ByteBuffer numbers = account.buffer();
 *     if (repair) {
 *         numbers.putLong(8, -numbers.getLong(0)); // before the release, or the next owner sees it half done
 *         System.out.println("repaired");
 *     }
 *     System.out.println("sum " + (numbers.getLong(0) + numbers.getLong(8)));
 * } finally {
 *     mutex.release();
 * }
 * }</pre>
 */
public class OwnerDiedException extends IpcException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception for a failed system call.
     *
     * @param call the function that failed
     * @param object the object's address, or the path of a file of this library
     * @param error the name of the code, {@code EEXIST}
     * @param code errno, or the value of GetLastError; not 0
     * @param text what the code means, and the cause if it is known
     */
    public OwnerDiedException(String call, String object, String error, int code, String text) {
        super(call, object, error, code, text);
    }
}
