package io.nativeipc.cli;

/**
 * What tells one file from all others.
 *
 * @param device the file system: its st_dev, or one of the constants here
 * @param inode the file in it
 */
record FileId(long device, long inode) {
    /** The kernel's own file system of System V segments, whose inodes are the segments' ids. */
    static final long SYSV = -1;

    /** That of sockets. */
    static final long SOCKETS = -2;

    /** The st_dev that belongs to the major and minor number. */
    static long device(long major, long minor) {
        return (major & 0xfff) << 8 | (major & ~0xfffL) << 32 | (minor & 0xff) | (minor & ~0xffL) << 12;
    }
}
