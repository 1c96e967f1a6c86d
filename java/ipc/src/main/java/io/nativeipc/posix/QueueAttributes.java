package io.nativeipc.posix;

/**
 * The limits of a POSIX message queue and its number of messages ({@code struct mq_attr}).
 *
 * @param maxMessages the maximum number of messages (mq_maxmsg)
 * @param messageSize the maximum size of a message in bytes (mq_msgsize)
 * @param messages the current number of messages (mq_curmsgs)
 */
public record QueueAttributes(long maxMessages, long messageSize, long messages) {}
