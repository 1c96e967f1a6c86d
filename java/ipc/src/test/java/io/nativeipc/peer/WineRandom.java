package io.nativeipc.peer;

import java.security.Provider;
import java.security.SecureRandomSpi;
import java.util.SplittableRandom;

/**
 * A source of randomness, not a secure one, for a JVM 25 in Wine: the JVM's own asks for the network interfaces first, by
 * {@code GetAnycastIpAddressTable}, which Wine 8 does not have, and the JVM ends with 0xc06d007f. Temporary files and
 * UUIDs need randomness, and JNA needs a temporary file. {@code -Djava.security.properties=java/ipc/src/test/wine/java.security}
 * makes it the first provider.
 */
public final class WineRandom extends Provider {
    private static final long serialVersionUID = 1;

    public WineRandom() {
        super("WineRandom", "1", "Randomness for tests in Wine");
        put("SecureRandom.WineRandom", Generator.class.getName());
    }

    /** Public because the security framework makes it. */
    public static final class Generator extends SecureRandomSpi {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        private final SplittableRandom random =
                new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid() << 40);

        @Override
        protected void engineSetSeed(byte[] seed) {
            // The seed is taken from the time and the pid alone.
        }

        @Override
        protected synchronized void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            byte[] seed = new byte[length];
            engineNextBytes(seed);
            return seed;
        }
    }
}
