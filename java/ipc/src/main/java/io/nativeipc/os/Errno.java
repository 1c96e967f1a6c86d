package io.nativeipc.os;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.PeerClosedException;
import java.util.HashMap;
import java.util.Map;

/** The numbers that failing calls return, and the one place where they become exceptions. */
public final class Errno {
    public static final int EACCES = Constants.number("EACCES");
    public static final int EADDRINUSE = Constants.number("EADDRINUSE");
    public static final int EAGAIN = Constants.number("EAGAIN");
    public static final int E2BIG = Constants.number("E2BIG");
    public static final int EBADF = Constants.number("EBADF");
    public static final int EBUSY = Constants.number("EBUSY");
    public static final int ECONNREFUSED = Constants.number("ECONNREFUSED");
    public static final int ECONNRESET = Constants.number("ECONNRESET");
    public static final int EDEADLK = Constants.number("EDEADLK");
    public static final int EEXIST = Constants.number("EEXIST");
    public static final int EFBIG = Constants.number("EFBIG");
    public static final int EIDRM = Constants.number("EIDRM");
    public static final int EINTR = Constants.number("EINTR");
    public static final int EINVAL = Constants.number("EINVAL");
    public static final int EISDIR = Constants.number("EISDIR");
    public static final int EMFILE = Constants.number("EMFILE");
    public static final int ENAMETOOLONG = Constants.number("ENAMETOOLONG");
    public static final int ENFILE = Constants.number("ENFILE");
    public static final int EMSGSIZE = Constants.number("EMSGSIZE");
    public static final int ENOENT = Constants.number("ENOENT");
    public static final int ENOMEM = Constants.number("ENOMEM");
    public static final int ENOMSG = Constants.number("ENOMSG");
    public static final int ENOSPC = Constants.number("ENOSPC");
    public static final int ENOSYS = Constants.number("ENOSYS");
    public static final int ENOTCONN = Constants.number("ENOTCONN");
    public static final int ENOTRECOVERABLE = Constants.number("ENOTRECOVERABLE");
    public static final int ENXIO = Constants.number("ENXIO");
    public static final int EOWNERDEAD = Constants.number("EOWNERDEAD");
    public static final int EPERM = Constants.number("EPERM");
    public static final int EPIPE = Constants.number("EPIPE");
    public static final int ERANGE = Constants.number("ERANGE");
    public static final int ESPIPE = Constants.number("ESPIPE");
    public static final int ETIMEDOUT = Constants.number("ETIMEDOUT");
    public static final int ETOOMANYREFS = Constants.number("ETOOMANYREFS");
    private static final int EDQUOT = Constants.number("EDQUOT");

    private static final Map<Integer, String> NAMES = names();

    private Errno() {}

    /** Returns what a call returned, or throws what its −errno means. */
    public static int check(int result, String call, String object) throws IpcException {
        if (result < 0) {
            throw exception(-result, call, object, "");
        }
        return result;
    }

    /** Returns what a call returned, or throws what its −errno means. */
    public static long check(long result, String call, String object) throws IpcException {
        if (result < 0) {
            throw exception((int) -result, call, object, "");
        }
        return result;
    }

    /**
     * The exception for an error number.
     *
     * @param hint what the caller knows of the cause, for example a limit and its value; if it is empty and the number means a
     *     limit, that limit is named
     */
    public static IpcException exception(int errno, String call, String object, String hint) {
        String error = name(errno);
        String cause = hint.isEmpty() ? Limits.hint(errno, call, object) : hint;
        String text = text(errno) + (cause.isEmpty() ? "" : "; " + cause);
        if (errno == EEXIST || errno == EADDRINUSE) {
            return new AlreadyExistsException(call, object, error, errno, text);
        } else if (errno == ENOENT || errno == EIDRM) {
            return new NotFoundException(call, object, error, errno, text);
        } else if (errno == EACCES || errno == EPERM) {
            return new AccessDeniedException(call, object, error, errno, text);
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return new PeerClosedException(call, object, error, errno, text);
        } else if (errno == ENOSPC || errno == ENOMEM || errno == EDQUOT) {
            return new NoSpaceException(call, object, error, errno, text);
        } else if (errno == EOWNERDEAD) {
            return new OwnerDiedException(call, object, error, errno, text);
        }
        return new IpcException(call, object, error, errno, text);
    }

    /** {@code EEXIST} for 17; a number that has no name here stays a number. */
    public static String name(int errno) {
        return NAMES.getOrDefault(errno, Integer.toString(errno));
    }

    /** What strerror(3) says. */
    public static String text(int errno) {
        return Constants.all().getProperty(name(errno) + ".text", "Unknown error " + errno);
    }

    private static Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        for (String key : Constants.all().stringPropertyNames()) {
            if (key.endsWith(".text")) {
                String name = key.substring(0, key.length() - ".text".length());
                names.put(Constants.number(name), name);
            }
        }
        return names;
    }
}
