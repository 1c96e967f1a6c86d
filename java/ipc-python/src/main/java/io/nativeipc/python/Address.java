package io.nativeipc.python;

import java.nio.file.Path;

/** Where a {@link Listener} is found: what Python's {@code multiprocessing.connection} calls an address. */
public sealed interface Address {

    /**
     * Python's AF_UNIX: {@code Listener("/run/app/orders")}.
     *
     * @param path where the socket is
     * @return the address
     */
    static Address unix(Path path) {
        return new Unix(path);
    }

    /**
     * Python's AF_INET: {@code Listener(("localhost", 6000))}; port 0 for a listener means any that is free.
     *
     * @param host a name or an address, {@code localhost}
     * @param port its port
     * @return the address
     */
    static Address tcp(String host, int port) {
        return new Tcp(host, port);
    }

    /**
     * Python's AF_PIPE: {@code Listener(r"\\.\pipe\orders")} has the name {@code orders}. Windows alone has it.
     *
     * @param name what follows {@code \\.\pipe\}
     * @return the address
     */
    static Address pipe(String name) {
        return new Pipe(name);
    }

    /**
     * A socket of AF_UNIX.
     *
     * @param path its path
     */
    record Unix(Path path) implements Address {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * A socket of AF_INET or AF_INET6.
     *
     * @param host its name, or its number in text
     * @param port its port
     */
    record Tcp(String host, int port) implements Address {
        /** Refuses a port that is none. */
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
     * A pipe of Windows.
     *
     * @param name what follows {@code \\.\pipe\}
     */
    record Pipe(String name) implements Address {
        @Override
        public String toString() {
            return "pipe:" + name;
        }
    }
}
