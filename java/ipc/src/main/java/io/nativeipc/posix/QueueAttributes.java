package io.nativeipc.posix;

/**
 * What a POSIX message queue is made of ({@code struct mq_attr}).
 *
 * @param maxMessages how many messages it takes (mq_maxmsg)
 * @param messageSize the largest message in bytes (mq_msgsize)
 * @param messages how many messages are in it (mq_curmsgs)
 */
public record QueueAttributes(long maxMessages, long messageSize, long messages) {}
