package io.nativeipc.sysv;

import io.nativeipc.internal.sys.Constants;

/**
 * Selects which message of a queue to receive, by its type: the argument {@code msgtyp} of {@code msgrcv}, and
 * MSG_EXCEPT. Immutable.
 *
 * <pre>{@code
 * for (MessageTypes types : List.of(MessageTypes.of(2), MessageTypes.upTo(3), MessageTypes.ANY)) {
 *     orders.receive(types, (message, type) ->
 *             System.out.println("received " + UTF_8.decode(message) + " of type " + type));
 * }
 * }</pre>
 *
 * @see SysVMessageQueue#receive(MessageTypes, io.nativeipc.TypedMessageHandler)
 * @see <a href="https://man7.org/linux/man-pages/man2/msgop.2.html">msgrcv(2)</a>
 */
public final class MessageTypes {
    /** Every type: the oldest message. */
    public static final MessageTypes ANY = new MessageTypes("any type", 0, 0);

    private final String text;
    private final long msgtyp;
    private final int flags;

    private MessageTypes(String text, long msgtyp, int flags) {
        this.text = text;
        this.msgtyp = msgtyp;
        this.flags = flags;
    }

    /**
     * Selects the oldest message of one type.
     *
     * @param type the type, at least 1
     * @return the selection
     */
    public static MessageTypes of(long type) {
        return new MessageTypes("type " + require(type), type, 0);
    }

    /**
     * Selects the oldest message of the lowest type in the queue that is at most {@code type}.
     *
     * @param type the largest type, at least 1
     * @return the selection
     */
    public static MessageTypes upTo(long type) {
        return new MessageTypes("types up to " + require(type), -type, 0);
    }

    /**
     * Selects the oldest message of any type but one (MSG_EXCEPT). Linux only.
     *
     * @param type the type not to receive, at least 1
     * @return the selection
     * @throws UnsupportedOperationException if the system has no MSG_EXCEPT
     */
    public static MessageTypes except(long type) {
        if (Constants.MSG_EXCEPT < 0) {
            throw new UnsupportedOperationException("only Linux has MSG_EXCEPT");
        }
        return new MessageTypes("any type except " + require(type), type, Constants.MSG_EXCEPT);
    }

    /** Rejects a type below 1. */
    static long require(long type) {
        if (type < 1) {
            throw new IllegalArgumentException("a message's type is 1 or more: " + type);
        }
        return type;
    }

    long msgtyp() {
        return msgtyp;
    }

    int flags() {
        return flags;
    }

    /** Returns the selection in words: {@code types up to 3}. */
    @Override
    public String toString() {
        return text;
    }
}
