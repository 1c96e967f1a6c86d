package io.nativeipc.contract;

/**
 * The amount of work in long tests: little with {@code mvn verify}, much with {@code mvn verify -Pfull}, and more with
 * {@code -Plong}.
 */
public final class Full {
    /** Whether {@code -Plong} is active. */
    static final boolean LONG = Boolean.getBoolean("nativeipc.long");

    private static final boolean FULL = LONG || Boolean.getBoolean("nativeipc.full");

    private Full() {}

    /** {@return the second number with {@code -Pfull} or {@code -Plong}, and the first number otherwise} */
    public static int count(int verify, int full) {
        return FULL ? full : verify;
    }

    /** {@return the third number with {@code -Plong}, and otherwise as the method with two numbers} */
    public static int count(int verify, int full, int ofLong) {
        return LONG ? ofLong : count(verify, full);
    }
}
