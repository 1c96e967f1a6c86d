package io.nativeipc.contract;

/** How much the long tests do: little in {@code mvn verify}, much in {@code mvn verify -Pfull}, more in {@code -Plong}. */
public final class Full {
    /** {@code -Plong}. */
    static final boolean LONG = Boolean.getBoolean("nativeipc.long");

    private static final boolean FULL = LONG || Boolean.getBoolean("nativeipc.full");

    private Full() {}

    /** The one number in every run, the other with {@code -Pfull} and {@code -Plong}. */
    public static int count(int verify, int full) {
        return FULL ? full : verify;
    }

    static int count(int verify, int full, int ofLong) {
        return LONG ? ofLong : count(verify, full);
    }
}
