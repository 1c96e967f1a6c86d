package io.nativeipc.python;

import io.nativeipc.AccessDeniedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How both ends of a new connection prove to each other that they have the same authkey, Python's {@code authkey=}. The
 * listener sends a random challenge and the client answers with its HMAC; then the same the other way round.
 *
 * <p>The HMAC is that of SHA-256, which Python speaks from 3.12 on. Earlier versions know MD5 alone, and are refused unless
 * {@link #md5Allowed} says otherwise; a Python of 3.12 and later is answered with SHA-256 all the same.
 *
 * <p>The key is what is proven, and no more: nothing on the connection is encrypted or signed. Where strangers can reach
 * the wire, put it into a tunnel.
 */
public final class Authentication {
    private static final byte[] CHALLENGE = ascii("#CHALLENGE#");
    private static final byte[] WELCOME = ascii("#WELCOME#");
    private static final byte[] FAILURE = ascii("#FAILURE#");
    private static final byte[] SHA256 = ascii("{sha256}");

    /** No message of a handshake is longer. */
    private static final int LONGEST = 256;

    private static final int RANDOM_BYTES = 40;

    /** What a challenge has that comes of a Python before 3.12. */
    private static final int OLD_CHALLENGE = 20;

    private static final int MD5_BYTES = 16;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Authentication NONE = new Authentication(null, false);

    private final byte @Nullable [] authkey;
    private final boolean md5;

    private Authentication(byte @Nullable [] authkey, boolean md5) {
        this.authkey = authkey;
        this.md5 = md5;
    }

    /**
     * Nothing has to be proven: who may open the address may talk.
     *
     * @return an authentication that proves nothing
     */
    public static Authentication none() {
        return NONE;
    }

    /**
     * Both ends have this key, which is copied.
     *
     * @param authkey Python's {@code authkey}, at least one byte
     * @return an authentication with that key
     */
    public static Authentication of(byte[] authkey) {
        if (authkey.length == 0) {
            throw new IllegalArgumentException("an empty authkey proves nothing");
        }
        return new Authentication(authkey.clone(), false);
    }

    /**
     * The same key, and HMAC-MD5 for a peer that knows no other: Python before 3.12.
     *
     * @return an authentication with the same key
     */
    public Authentication md5Allowed() {
        return new Authentication(authkey, true);
    }

    /** False when the time is over. */
    boolean ofListener(Messages peer, String name, long deadline) throws IOException, InterruptedException {
        return authkey == null
                || within(peer, () -> deliver(peer, name, authkey, deadline) && answer(peer, name, authkey, deadline));
    }

    /** False when the time is over. */
    boolean ofClient(Messages peer, String name, long deadline) throws IOException, InterruptedException {
        return authkey == null
                || within(peer, () -> answer(peer, name, authkey, deadline) && deliver(peer, name, authkey, deadline));
    }

    private interface Handshake {
        boolean run() throws IOException, InterruptedException;
    }

    private static boolean within(Messages peer, Handshake handshake) throws IOException, InterruptedException {
        peer.setMaxMessage(LONGEST);
        boolean done = handshake.run();
        peer.setMaxMessage(Messages.MAX_MESSAGE);
        return done;
    }

    private boolean deliver(Messages peer, String name, byte[] key, long deadline)
            throws IOException, InterruptedException {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        byte[] challenge = join(SHA256, random);
        if (!send(peer, join(CHALLENGE, challenge), deadline)) {
            return false;
        }
        byte[] response = receive(peer, deadline);
        if (response == null) {
            return false;
        }
        boolean right = isRight(key, challenge, response);
        boolean told = send(peer, right ? WELCOME : FAILURE, deadline);
        if (!right) {
            boolean old = response.length == MD5_BYTES && !md5;
            throw refused(
                    name, old ? "the peer answers with MD5, which is not allowed" : "the peer has another authkey");
        }
        return told;
    }

    private boolean isRight(byte[] key, byte[] challenge, byte[] response) {
        if (response.length == MD5_BYTES) {
            return md5 && MessageDigest.isEqual(hmac("HmacMD5", key, challenge), response);
        }
        return MessageDigest.isEqual(join(SHA256, hmac("HmacSHA256", key, challenge)), response);
    }

    private boolean answer(Messages peer, String name, byte[] key, long deadline)
            throws IOException, InterruptedException {
        byte[] message = receive(peer, deadline);
        if (message == null) {
            return false;
        } else if (!startsWith(message, CHALLENGE)) {
            throw refused(name, "the peer sends no challenge: it has no authkey, or is no multiprocessing");
        }
        byte[] challenge = Arrays.copyOfRange(message, CHALLENGE.length, message.length);
        if (!send(peer, response(name, key, challenge), deadline)) {
            return false;
        }
        byte[] verdict = receive(peer, deadline);
        if (verdict != null && !Arrays.equals(verdict, WELCOME)) {
            throw refused(name, "the peer has another authkey");
        }
        return verdict != null;
    }

    private byte[] response(String name, byte[] key, byte[] challenge) throws AccessDeniedException {
        if (startsWith(challenge, SHA256)) {
            return join(SHA256, hmac("HmacSHA256", key, challenge));
        } else if (challenge.length != OLD_CHALLENGE) {
            throw refused(name, "the peer's challenge asks for a digest that is not SHA-256");
        } else if (!md5) {
            throw refused(name, "the peer asks for MD5, which is not allowed");
        }
        return hmac("HmacMD5", key, challenge);
    }

    private static boolean send(Messages peer, byte[] message, long deadline) throws IOException, InterruptedException {
        return peer.send(ByteBuffer.wrap(message), deadline);
    }

    private static byte @Nullable [] receive(Messages peer, long deadline) throws IOException, InterruptedException {
        ByteBuffer message = peer.receive(deadline);
        if (message == null) {
            return null;
        }
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    private static AccessDeniedException refused(String name, String text) {
        return new AccessDeniedException("authenticate", name, "refused", 0, text);
    }

    private static byte[] hmac(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    private static boolean startsWith(byte[] message, byte[] prefix) {
        return message.length >= prefix.length && Arrays.equals(message, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What is asked for, never the key. */
    @Override
    public String toString() {
        return authkey == null ? "none" : md5 ? "authkey, MD5 allowed" : "authkey";
    }
}
