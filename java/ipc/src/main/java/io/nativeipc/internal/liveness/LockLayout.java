package io.nativeipc.internal.liveness;

/**
 * The bytes that are locked, and where a header in shared memory describes the place of the locks. Every layout of this
 * library that has such locks has them here.
 */
public final class LockLayout {
    /** The byte that is locked for slot 0. The bytes of the other slots follow it. */
    public static final long LOCK_BASE = 1L << 62;

    /** Locked for reading by every process that has the memory's contents open. */
    public static final int LOCK_ATTACHED = 62;

    /** Locked by a process that creates, unlinks or cleans up. */
    public static final int LOCK_CREATOR = 63;

    /** The number of bytes that can be locked. */
    public static final int LOCK_COUNT = 64;

    /** The locks are on the object that holds the memory. */
    public static final int LOCK_OBJECT = 1;

    /** The locks are on the file that the header names. */
    public static final int LOCK_FILE = 2;

    /** The locks are Windows events. */
    public static final int LOCK_EVENTS = 3;

    /** The size in bytes of the header's field for the path of the lock file. A path is shorter than the field. */
    public static final int LOCK_PATH_SIZE = 768;

    /** The offset of the kind of locks, 32 bits. */
    public static final int LOCK_KIND_OFFSET = 64;

    /** The offset of the length of the path, 32 bits. */
    public static final int LOCK_PATH_LENGTH_OFFSET = LOCK_KIND_OFFSET + 4;

    /** The offset of the lock file's device, 64 bits. */
    public static final int LOCK_DEVICE_OFFSET = LOCK_PATH_LENGTH_OFFSET + 4;

    /** The offset of the lock file's inode, 64 bits. */
    public static final int LOCK_INODE_OFFSET = LOCK_DEVICE_OFFSET + 8;

    /** The offset of the path of the lock file, or of the prefix of the events' names. */
    public static final int LOCK_PATH_OFFSET = 256;

    private LockLayout() {}
}
