package io.nativeipc.posix;

/**
 * Who is at the other end of a Unix socket, as the kernel noted it when the connection was made (SO_PEERCRED).
 *
 * @param pid the process; 0 where the system does not tell
 * @param uid its user
 * @param gid its group
 */
public record PeerCredentials(long pid, int uid, int gid) {}
