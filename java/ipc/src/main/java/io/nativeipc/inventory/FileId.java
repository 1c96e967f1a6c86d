package io.nativeipc.inventory;

/**
 * The identity of a file.
 *
 * @param device the file system: its st_dev, or one of the constants below
 * @param inode the file in this file system
 */
record FileId(long device, long inode) {
    /** The kernel's file system of System V segments, whose inodes are the ids of the segments. */
    static final long SYSV = -1;

    /** The kernel's file system of sockets. */
    static final long SOCKETS = -2;

    /** Returns the st_dev for a major and a minor number. */
    static long device(long major, long minor) {
        return (major & 0xfff) << 8 | (major & ~0xfffL) << 32 | (minor & 0xff) | (minor & ~0xffL) << 12;
    }
}
