package io.nativeipc.peer;

import java.security.Provider;
import java.security.SecureRandomSpi;
import java.util.SplittableRandom;

/**
 * A source of randomness, not a secure one, for Java 25 in Wine. The JVM's own source first lists the network
 * interfaces by {@code GetAnycastIpAddressTable}, which Wine 8 lacks, and the JVM ends with 0xc06d007f. Temporary files
 * and UUIDs need randomness, and JNA needs a temporary file.
 * {@code -Djava.security.properties=java/ipc/src/test/wine/java.security} makes this the first provider.
 */
public final class WineRandom extends Provider {
    private static final long serialVersionUID = 1;

    public WineRandom() {
        super("WineRandom", "1", "Randomness for tests in Wine");
        put("SecureRandom.WineRandom", Generator.class.getName());
    }

    /** Public because the security framework creates it. */
    public static final class Generator extends SecureRandomSpi {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        private final SplittableRandom random =
                new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid() << 40);

        @Override
        protected void engineSetSeed(byte[] seed) {
            // The seed consists only of the time and the pid.
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
