package io.nativeipc.zeromq;

import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.NotFoundException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zeromq.ZMQException;

/**
 * The host and port of an address: {@code //127.0.0.1:5555}, {@code //[::1]:5555}. For binding, the host may also be
 * {@code *}, as in {@code //*:5555}, and the port 0 or {@code *}, which means any free port.
 *
 * @param address the address as it was given
 * @param host the host, without the brackets of IPv6
 * @param port the port; 0 for any free port
 */
record Endpoint(IpcAddress address, String host, int port) {
    private static final Pattern FORM = Pattern.compile("//(\\[[0-9A-Fa-f:.%a-z]+]|\\*|[^\\[\\]:/*;]+):(\\*|\\d{1,5})");
    private static final String EVERYWHERE = "*";
    private static final int LAST_PORT = 65535;

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException if the address is of another kind, or not well-formed
     */
    static Endpoint of(IpcAddress address, boolean listens) {
        if (address.kind() == Kind.ZMQ_IPC) {
            throw new IllegalArgumentException(
                    address + ": JeroMQ's ipc:// is TCP inside and cannot talk to libzmq; use zmq+tcp://host:port");
        } else if (address.kind() != Kind.ZMQ) {
            throw new IllegalArgumentException(address + " is not ZeroMQ's: an address is zmq+tcp://host:port");
        }
        Matcher form = FORM.matcher(address.name());
        if (!form.matches()) {
            throw new IllegalArgumentException(address + ": an address is zmq+tcp://host:port, zmq+tcp://[::1]:port");
        }
        Endpoint read = new Endpoint(address, unbracketed(form.group(1)), number(form.group(2)));
        if (read.port > LAST_PORT) {
            throw new IllegalArgumentException(address + ": ports go up to " + LAST_PORT);
        } else if (!listens && (read.port == 0 || read.host.equals(EVERYWHERE))) {
            throw new IllegalArgumentException(address + ": a connecting end needs a host and a port");
        }
        return read;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int number(String port) {
        return port.equals("*") ? 0 : Integer.parseInt(port);
    }

    /** Returns whether the host has only IPv6 addresses, for which JeroMQ needs a setting. */
    boolean isIpv6() throws IpcException {
        if (host.equals(EVERYWHERE)) {
            return false;
        }
        try {
            for (InetAddress each : InetAddress.getAllByName(host)) {
                if (!(each instanceof Inet6Address)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            String text = "there is no host \"" + host + '"';
            throw new NotFoundException(address.toString(), "EAI_NONAME", text);
        }
    }

    /** Returns the address in JeroMQ's form. */
    String url() {
        return "tcp://" + bracketed() + ":" + (port == 0 ? "*" : Integer.toString(port));
    }

    /** Returns the address with the port to which a socket was bound, from JeroMQ's last endpoint. */
    IpcAddress bound(String lastEndpoint) {
        String number = lastEndpoint.substring(lastEndpoint.lastIndexOf(':') + 1);
        return new IpcAddress(Kind.ZMQ, "//" + bracketed() + ":" + number);
    }

    private String bracketed() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /**
     * Returns why the address could not be bound. JeroMQ reports every reason as EADDRINUSE, so this binds a socket of
     * the JDK to get the system's reason.
     */
    IOException bindFailure(ZMQException thrown) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(host.equals(EVERYWHERE) ? new InetSocketAddress(port) : new InetSocketAddress(host, port));
            return new IpcException(address.toString(), "zmq", thrown.toString());
        } catch (IOException e) {
            String text = String.valueOf(e.getMessage());
            if (text.contains("in use")) {
                return new AlreadyExistsException(address.toString(), "EADDRINUSE", text);
            } else if (text.contains("assign requested address")) {
                return new NotFoundException(address.toString(), "EADDRNOTAVAIL", text);
            } else if (text.contains("denied")) {
                return new io.nativeipc.AccessDeniedException(address.toString(), "EACCES", text);
            }
            return new IpcException(address.toString(), "failed", text);
        }
    }
}
