package io.nativeipc.python;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.python.Handshake.Step;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How both ends of a new connection prove to each other that they have the same key, Python's {@code authkey=}. The
 * listener sends a random challenge and the client answers with its HMAC; then both repeat this with exchanged roles.
 *
 * <p>The HMAC uses SHA-256, which Python supports since 3.12. Earlier versions support only MD5 and are rejected unless
 * {@link #md5Allowed} was called. A challenge of Python 3.12 or later is answered with SHA-256 in either case.
 *
 * <p>The handshake proves only that both ends have the key; the connection is neither encrypted nor signed. Use a
 * tunnel if untrusted users can reach the connection.
 */
public final class Authentication {
    static final byte[] CHALLENGE = ascii("#CHALLENGE#");
    static final byte[] WELCOME = ascii("#WELCOME#");
    static final byte[] FAILURE = ascii("#FAILURE#");
    private static final byte[] SHA256 = ascii("{sha256}");

    /** The maximum length of a message of the handshake, in bytes. */
    static final int LONGEST = 256;

    private static final int RANDOM_BYTES = 40;

    /** The length in bytes of a challenge of Python before 3.12. */
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
     * Returns an authentication without a key: every process that can open the address can communicate.
     *
     * @return an authentication without a key
     */
    public static Authentication none() {
        return NONE;
    }

    /**
     * Returns an authentication with this key. The array is copied.
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
     * Returns an authentication with the same key that also accepts HMAC-MD5 from peers that support nothing else:
     * Python before 3.12.
     *
     * @return an authentication with the same key that allows MD5
     */
    public Authentication md5Allowed() {
        return new Authentication(authkey, true);
    }

    /** Returns the listener's side of the handshake; {@link Handshake#advance} performs it. */
    Handshake ofListener(Messages peer, String name) {
        return new Handshake(
                peer,
                name,
                this,
                authkey == null ? List.of() : List.of(Step.CHALLENGE, Step.VERDICT, Step.ANSWER, Step.WELCOME));
    }

    /** Returns the client's side of the handshake; {@link Handshake#advance} performs it. */
    Handshake ofClient(Messages peer, String name) {
        return new Handshake(
                peer,
                name,
                this,
                authkey == null ? List.of() : List.of(Step.ANSWER, Step.WELCOME, Step.CHALLENGE, Step.VERDICT));
    }

    /** Returns a challenge with new random bytes, to be passed to {@link #isRight}. */
    static byte[] newChallenge() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return join(SHA256, random);
    }

    /** Returns whether the response to the challenge comes from a peer that has the key. */
    boolean isRight(byte[] challenge, byte[] response) {
        if (response.length == MD5_BYTES) {
            return md5 && MessageDigest.isEqual(hmac("HmacMD5", key(), challenge), response);
        }
        return MessageDigest.isEqual(join(SHA256, hmac("HmacSHA256", key(), challenge)), response);
    }

    /** Returns why a wrong response was rejected. */
    String refusal(byte[] response) {
        boolean old = response.length == MD5_BYTES && !md5;
        return old ? "the peer answers with MD5, which is not allowed" : "the peer has another authkey";
    }

    /** Returns the response to a peer's message, which must be a challenge. */
    byte[] response(String name, byte[] message) throws AccessDeniedException {
        if (!startsWith(message, CHALLENGE)) {
            throw refused(
                    name,
                    "the peer sends no challenge: it has no authkey, or does not speak the protocol of multiprocessing");
        }
        byte[] challenge = Arrays.copyOfRange(message, CHALLENGE.length, message.length);
        if (startsWith(challenge, SHA256)) {
            return join(SHA256, hmac("HmacSHA256", key(), challenge));
        } else if (challenge.length != OLD_CHALLENGE) {
            throw refused(name, "the peer's challenge asks for a digest that is not SHA-256");
        } else if (!md5) {
            throw refused(name, "the peer asks for MD5, which is not allowed");
        }
        return hmac("HmacMD5", key(), challenge);
    }

    private byte[] key() {
        return Objects.requireNonNull(authkey, "no handshake without a key");
    }

    static AccessDeniedException refused(String name, String text) {
        return new AccessDeniedException(name, "refused", text);
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

    static byte[] join(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the kind of authentication, never the key. */
    @Override
    public String toString() {
        return authkey == null ? "none" : md5 ? "authkey, MD5 allowed" : "authkey";
    }
}
