package io.nativeipc.python;

import java.nio.file.Path;

/** The address of a {@link Listener}, as Python's {@code multiprocessing.connection} defines it. */
public sealed interface Address {

    /**
     * Returns an address of Python's AF_UNIX: {@code Listener("/run/app/orders")}.
     *
     * @param path the path of the socket
     * @return the address
     */
    static Address unix(Path path) {
        return new Unix(path);
    }

    /**
     * Returns an address of Python's AF_INET: {@code Listener(("localhost", 6000))}. For a listener, port 0 means any
     * free port.
     *
     * @param host the name or the IP address of the host, for example {@code localhost}
     * @param port the port, from 0 to 65535
     * @return the address
     */
    static Address tcp(String host, int port) {
        return new Tcp(host, port);
    }

    /**
     * Returns an address of Python's AF_PIPE, which exists only on Windows: {@code Listener(r"\\.\pipe\orders")} has
     * the name {@code orders}.
     *
     * @param name the part after {@code \\.\pipe\}
     * @return the address
     */
    static Address pipe(String name) {
        return new Pipe(name);
    }

    /**
     * An AF_UNIX socket.
     *
     * @param path the path of the socket
     */
    record Unix(Path path) implements Address {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * An AF_INET or AF_INET6 socket.
     *
     * @param host the name of the host, or its IP address as text
     * @param port the port, from 0 to 65535
     */
    record Tcp(String host, int port) implements Address {
        /** Rejects a port outside 0 to 65535. */
        public Tcp {
            if (port < 0 || port > 0xffff) {
                throw new IllegalArgumentException("a port is 0 to 65535: " + port);
            }
        }

        @Override
        public String toString() {
            return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A Windows pipe.
     *
     * @param name the part after {@code \\.\pipe\}
     */
    record Pipe(String name) implements Address {
        @Override
        public String toString() {
            return "pipe:" + name;
        }
    }
}
