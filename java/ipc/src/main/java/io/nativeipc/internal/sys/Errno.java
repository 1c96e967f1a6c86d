package io.nativeipc.internal.sys;

import java.util.HashMap;
import java.util.Map;

/** The error numbers of failed calls, and the only place where they are mapped to exceptions. */
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
    public static final int ENOTSUP = Constants.number("ENOTSUP");
    public static final int ENXIO = Constants.number("ENXIO");
    public static final int EOWNERDEAD = Constants.number("EOWNERDEAD");
    public static final int EPERM = Constants.number("EPERM");
    public static final int EPIPE = Constants.number("EPIPE");
    public static final int ERANGE = Constants.number("ERANGE");
    public static final int ETIMEDOUT = Constants.number("ETIMEDOUT");
    public static final int ETOOMANYREFS = Constants.number("ETOOMANYREFS");
    public static final int EDQUOT = Constants.number("EDQUOT");

    private static final Map<Integer, String> NAMES = names();

    private Errno() {}

    /** Returns {@code EEXIST} for 17; a number without a name here is returned as a number. */
    public static String name(int errno) {
        return NAMES.getOrDefault(errno, Integer.toString(errno));
    }

    /** Returns the text of strerror(3). */
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
