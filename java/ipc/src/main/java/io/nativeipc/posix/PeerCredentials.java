package io.nativeipc.posix;

/**
 * Who is at the other end of a Unix socket, as the kernel noted it when the connection was made (SO_PEERCRED).
 *
 * @param pid the process; 0 where the system does not tell
 * @param uid its user, from 0 to 4294967295
 * @param gid its group, from 0 to 4294967295
 */
public record PeerCredentials(long pid, long uid, long gid) {}
