package io.nativeipc.internal.sys;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The platform's numbers under their C names. They come from {@code constants-<platform>.properties}, which
 * {@code native/shim/constants.c} prints when it is compiled against that platform's headers.
 */
public final class Constants {
    private static final Properties NUMBERS = load(Platform.current().id());

    public static final int O_RDONLY = number("O_RDONLY");
    public static final int O_WRONLY = number("O_WRONLY");
    public static final int O_RDWR = number("O_RDWR");
    public static final int O_CREAT = number("O_CREAT");
    public static final int O_EXCL = number("O_EXCL");
    public static final int O_NONBLOCK = number("O_NONBLOCK");
    public static final int O_CLOEXEC = number("O_CLOEXEC");
    public static final int O_NOFOLLOW = number("O_NOFOLLOW");
    public static final int O_DIRECTORY = number("O_DIRECTORY");
    public static final int O_PATH = number("O_PATH");
    public static final int O_TMPFILE = number("O_TMPFILE");
    public static final int O_ACCMODE = number("O_ACCMODE");
    public static final int AT_FDCWD = number("AT_FDCWD");
    public static final int AT_SYMLINK_FOLLOW = number("AT_SYMLINK_FOLLOW");
    public static final int LOCK_SH = number("LOCK_SH");
    public static final int LOCK_EX = number("LOCK_EX");
    public static final int LOCK_NB = number("LOCK_NB");

    public static final int F_GETFL = number("F_GETFL");
    public static final int F_SETFL = number("F_SETFL");
    public static final int F_GETFD = number("F_GETFD");
    public static final int F_SETFD = number("F_SETFD");
    public static final int F_DUPFD_CLOEXEC = number("F_DUPFD_CLOEXEC");
    public static final int FD_CLOEXEC = number("FD_CLOEXEC");
    public static final int F_ADD_SEALS = number("F_ADD_SEALS");
    public static final int F_GET_SEALS = number("F_GET_SEALS");
    public static final int F_SEAL_SEAL = number("F_SEAL_SEAL");
    public static final int F_SEAL_SHRINK = number("F_SEAL_SHRINK");
    public static final int F_SEAL_GROW = number("F_SEAL_GROW");
    public static final int F_SEAL_WRITE = number("F_SEAL_WRITE");
    public static final int F_SEAL_FUTURE_WRITE = number("F_SEAL_FUTURE_WRITE");
    public static final int F_OFD_SETLK = number("F_OFD_SETLK");
    public static final int F_OFD_GETLK = number("F_OFD_GETLK");
    public static final int F_RDLCK = number("F_RDLCK");
    public static final int F_WRLCK = number("F_WRLCK");
    public static final int F_UNLCK = number("F_UNLCK");

    public static final int S_IFMT = number("S_IFMT");
    public static final int S_IFREG = number("S_IFREG");
    public static final int S_IFIFO = number("S_IFIFO");
    public static final int S_IFDIR = number("S_IFDIR");
    public static final int S_IFSOCK = number("S_IFSOCK");
    public static final int S_IFLNK = number("S_IFLNK");

    public static final int PROT_READ = number("PROT_READ");
    public static final int PROT_WRITE = number("PROT_WRITE");
    public static final int MAP_SHARED = number("MAP_SHARED");
    public static final int MAP_PRIVATE = number("MAP_PRIVATE");
    public static final int MAP_FIXED = number("MAP_FIXED");
    public static final int MAP_ANONYMOUS = number("MAP_ANONYMOUS");
    public static final int MAP_NORESERVE = number("MAP_NORESERVE");
    public static final int MS_SYNC = number("MS_SYNC");
    public static final int MFD_CLOEXEC = number("MFD_CLOEXEC");
    public static final int MFD_ALLOW_SEALING = number("MFD_ALLOW_SEALING");

    public static final int IPC_CREAT = number("IPC_CREAT");
    public static final int IPC_EXCL = number("IPC_EXCL");
    public static final int IPC_NOWAIT = number("IPC_NOWAIT");
    public static final int IPC_PRIVATE = number("IPC_PRIVATE");
    public static final int IPC_RMID = number("IPC_RMID");
    public static final int IPC_SET = number("IPC_SET");
    public static final int IPC_STAT = number("IPC_STAT");
    public static final int SHM_RDONLY = number("SHM_RDONLY");
    public static final int SHM_DEST = number("SHM_DEST");
    public static final int GETVAL = number("GETVAL");
    public static final int SETVAL = number("SETVAL");
    public static final int GETALL = number("GETALL");
    public static final int SETALL = number("SETALL");
    public static final int GETPID = number("GETPID");
    public static final int GETNCNT = number("GETNCNT");
    public static final int GETZCNT = number("GETZCNT");
    public static final int SEM_UNDO = number("SEM_UNDO");
    public static final int SIZEOF_SEMBUF = number("SIZEOF_SEMBUF");
    public static final int OFFSETOF_SEMBUF_SEM_NUM = number("OFFSETOF_SEMBUF_SEM_NUM");
    public static final int OFFSETOF_SEMBUF_SEM_OP = number("OFFSETOF_SEMBUF_SEM_OP");
    public static final int OFFSETOF_SEMBUF_SEM_FLG = number("OFFSETOF_SEMBUF_SEM_FLG");
    public static final int MSG_EXCEPT = number("MSG_EXCEPT");
    public static final int OFFSETOF_MSGBUF_MTEXT = number("OFFSETOF_MSGBUF_MTEXT");
    public static final int SIZEOF_SEM_T = number("SIZEOF_SEM_T");
    public static final int SEM_VALUE_MAX = number("SEM_VALUE_MAX");

    public static final int AF_UNIX = number("AF_UNIX");
    public static final int SOCK_STREAM = number("SOCK_STREAM");
    public static final int SOCK_CLOEXEC = number("SOCK_CLOEXEC");
    public static final int SOCK_NONBLOCK = number("SOCK_NONBLOCK");
    public static final int SHUT_WR = number("SHUT_WR");
    public static final int SOL_SOCKET = number("SOL_SOCKET");
    public static final int SO_TYPE = number("SO_TYPE");
    public static final int SO_DOMAIN = number("SO_DOMAIN");
    public static final int SO_ACCEPTCONN = number("SO_ACCEPTCONN");
    public static final int SIZEOF_SUN_PATH = number("SIZEOF_SUN_PATH");
    public static final int __SO_ACCEPTCON = number("__SO_ACCEPTCON");
    public static final int SS_UNCONNECTED = number("SS_UNCONNECTED");
    public static final int IPC_MAX_RIGHTS = number("IPC_MAX_RIGHTS");

    public static final int POLLIN = number("POLLIN");
    public static final int POLLOUT = number("POLLOUT");
    public static final int POLLERR = number("POLLERR");
    public static final int POLLHUP = number("POLLHUP");
    public static final int SIZEOF_POLLFD = number("SIZEOF_POLLFD");
    public static final int OFFSETOF_POLLFD_EVENTS = number("OFFSETOF_POLLFD_EVENTS");
    public static final int OFFSETOF_POLLFD_REVENTS = number("OFFSETOF_POLLFD_REVENTS");
    public static final int EFD_CLOEXEC = number("EFD_CLOEXEC");
    public static final int EFD_NONBLOCK = number("EFD_NONBLOCK");

    public static final int RLIMIT_NOFILE = number("RLIMIT_NOFILE");
    public static final int RLIMIT_MSGQUEUE = number("RLIMIT_MSGQUEUE");
    public static final int MQ_PRIO_MAX = number("MQ_PRIO_MAX");
    public static final int MAX_HANDLE_SZ = number("MAX_HANDLE_SZ");
    public static final int NAME_MAX = number("NAME_MAX");
    public static final int PATH_MAX = number("PATH_MAX");

    private Constants() {}

    /** Returns the number of a name, or −1 if this platform does not define it. */
    static int number(String name) {
        return Integer.parseInt(NUMBERS.getProperty(name, "-1").strip());
    }

    static Properties all() {
        return NUMBERS;
    }

    /** Returns the numbers of a platform; none if it is unknown. */
    static Properties load(String platform) {
        Properties numbers = new Properties();
        try (InputStream in = Constants.class.getResourceAsStream("constants-" + platform + ".properties")) {
            if (in != null) { // unknown platforms have no numbers; those of Windows are in Win32Constants
                numbers.load(in);
            }
            return numbers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
