package io.nativeipc;

import java.time.Instant;

/**
 * The kernel's data about an object that is a file ({@code struct stat}).
 *
 * @param mode type and permissions
 * @param uid the owner's user id, from 0 to 4294967295
 * @param gid the owner's group id, from 0 to 4294967295
 * @param byteSize the size in bytes
 * @param device the file system's number
 * @param inode the file's number in its file system; device and inode together identify the object, whatever its name
 * @param links the number of names; 0 after unlink
 * @param modifyTime the last change of the content
 * @param changeTime the last change of the owner, mode or links
 */
public record FileStat(
        int mode,
        long uid,
        long gid,
        long byteSize,
        long device,
        long inode,
        long links,
        Instant modifyTime,
        Instant changeTime) {

    /** {@return the nine permission bits} */
    public int permissions() {
        return mode & 0777;
    }
}
