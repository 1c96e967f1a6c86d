package io.nativeipc.rabbitmq;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The parts of {@code amqp://[user:password@]host[:port]/queue[?vhost=v]}, percent-decoded. No exception of this class
 * repeats the text before the host, and none of its texts contains the password.
 */
final class RabbitAddress {
    private static final String USER = "NATIVE_IPC_AMQP_USER";
    private static final String PASSWORD = "NATIVE_IPC_AMQP_PASSWORD";
    private static final String VHOST = "vhost=";
    private static final int DEFAULT_PORT = 5672;
    private static final int MAX_NAME = 255;

    final String host;
    final int port;
    final String user;
    final String password;
    final String queue;
    final String vhost;
    private final String shown;

    private RabbitAddress(IpcAddress address, Map<String, String> environment) {
        shown = address.toString();
        String text = address.name().substring(2);
        int slash = text.indexOf('/');
        require(slash >= 0, "the queue is missing");
        String authority = text.substring(0, slash);
        String path = text.substring(slash + 1);

        int at = authority.lastIndexOf('@');
        String credentials = at < 0 ? "" : authority.substring(0, at);
        require(at < 0 || !credentials.isEmpty(), "the user before the @ is missing");
        int colon = credentials.indexOf(':');
        user = at < 0
                ? environment.getOrDefault(USER, "guest")
                : decode(colon < 0 ? credentials : credentials.substring(0, colon), "the user");
        require(!user.isEmpty(), "the user is empty");
        password = colon < 0
                ? environment.getOrDefault(PASSWORD, "guest")
                : decode(credentials.substring(colon + 1), "the password");

        String server = authority.substring(at + 1);
        int end = endOfHost(server);
        host = server.startsWith("[") ? server.substring(1, end - 1) : server.substring(0, end);
        require(!host.isEmpty() && host.chars().allMatch(RabbitAddress::isOfHost), "there is no host of this name");
        port = end == server.length() ? DEFAULT_PORT : port(server.substring(end));

        int question = path.indexOf('?');
        queue = decode(question < 0 ? path : path.substring(0, question), "the queue");
        require(!queue.isEmpty(), "the queue is missing");
        requireShort(queue, "the queue's name");
        vhost = question < 0 ? "/" : vhost(path.substring(question + 1));
    }

    /**
     * Parses an address.
     *
     * @param environment the environment variables, which provide credentials that the address does not contain
     * @throws IllegalArgumentException if it is not an AMQP address, or not well-formed
     */
    static RabbitAddress of(IpcAddress address, Map<String, String> environment) {
        if (address.kind() != Kind.AMQP) {
            throw new IllegalArgumentException(address + " is not an address of AMQP");
        }
        return new RabbitAddress(address, environment);
    }

    private int endOfHost(String server) {
        if (server.startsWith("[")) {
            int bracket = server.indexOf(']');
            require(bracket > 0, "the ] after the host is missing");
            return bracket + 1;
        }
        int colon = server.indexOf(':');
        return colon < 0 ? server.length() : colon;
    }

    private static boolean isOfHost(int character) {
        return character > ' ' && character < 0x7f && "/?#@[]%\\".indexOf(character) < 0;
    }

    private int port(String text) {
        require(text.matches(":[0-9]{1,5}"), "a port is a number from 1 to 65535");
        int number = Integer.parseInt(text.substring(1));
        require(number >= 1 && number <= 65_535, "a port is a number from 1 to 65535");
        return number;
    }

    private String vhost(String query) {
        require(query.startsWith(VHOST) && query.indexOf('&') < 0, "only ?vhost= can follow the queue");
        String name = decode(query.substring(VHOST.length()), "the vhost");
        require(!name.isEmpty(), "the vhost is empty");
        requireShort(name, "the vhost's name");
        return name;
    }

    private String decode(String text, String what) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == '%') {
                require(text.startsWith("%", i) && i + 3 <= text.length(), what + " has a % without two digits");
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                require(high >= 0 && low >= 0, what + " has a % without two digits");
                bytes.put((byte) (high << 4 | low));
                i += 3;
            } else {
                int character = text.codePointAt(i);
                bytes.put(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(character);
            }
        }
        return utf8(bytes.flip(), what);
    }

    private String utf8(ByteBuffer bytes, String what) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            require(text.indexOf('\0') < 0, what + " has a NUL");
            return text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(shown + ": " + what + " is not UTF-8");
        }
    }

    /** Checks the limit of AMQP's short string: 255 bytes. */
    private void requireShort(String name, String what) {
        require(name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME, what + " is longer than 255 bytes");
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(
                    shown + ": " + otherwise + "; an example is amqp://user:password@host:5672/queue?vhost=name");
        }
    }

    /** Returns the address as it was written, without the password. */
    @Override
    public String toString() {
        return shown;
    }
}
