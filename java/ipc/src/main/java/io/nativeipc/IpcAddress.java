package io.nativeipc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The address of an IPC object as text, {@code kind:name}: for example {@code posix-shm:/prices},
 * {@code sysv-sem:0x1234/2} or {@code fifo:/run/orders}. An object's {@code toString} returns such an address if the
 * object has a name. A {@link io.nativeipc.posix.Memfd}, a {@link io.nativeipc.posix.Descriptor} and a
 * {@link io.nativeipc.memory.SharedMutex} have none: descriptors are passed through a
 * {@link io.nativeipc.posix.UnixSocket}, and a mutex, as all that lies in memory, is located by its memory and offset.
 * {@link #parse} rejects what their {@code toString} returns.
 *
 * <p>The name is the one that the system uses; nothing in it is escaped. A System V key is {@code 0x…}, decimal,
 * {@code ftok:PATH:N}, or {@code id=N} for the kernel's id. Only an id finds an object of IPC_PRIVATE. A semaphore of a
 * set follows as {@code /INDEX}.
 *
 * @param kind the kind of the object
 * @param name the name of the object, in the form that its kind uses
 */
public record IpcAddress(Kind kind, String name) {
    /** Matches up to the last @, so that a password that should have been percent-encoded is hidden as well. */
    private static final Pattern PASSWORD = Pattern.compile("^((?://)?[^/@:]*:).*@");

    /** The kinds of addresses. The operating system determines which kinds of objects exist. */
    public enum Kind {
        /** POSIX shared memory. */
        POSIX_SHM("posix-shm", "/prices"),
        /** A System V segment. */
        SYSV_SHM("sysv-shm", "0x1234"),
        /** A file mapping of Windows. */
        WIN_MAP("win-map", "Local\\prices"),
        /** A memory-mapped file. */
        FILE("file", "/path"),
        /** A POSIX semaphore. */
        POSIX_SEM("posix-sem", "/turn"),
        /** A System V semaphore set, or one of its semaphores. */
        SYSV_SEM("sysv-sem", "0x1234/0"),
        /** A semaphore of Windows. */
        WIN_SEM("win-sem", "turn"),
        /** A mutex of Windows. */
        WIN_MUTEX("win-mutex", "Local\\turn"),
        /** An event of Windows. */
        WIN_EVENT("win-event", "Local\\ready"),
        /** A {@link NamedMutex}. */
        MUTEX("mutex", "turn"),
        /** A POSIX message queue. */
        POSIX_MQ("posix-mq", "/orders"),
        /** A System V message queue. */
        SYSV_MQ("sysv-mq", "0x1234"),
        /** A POSIX named pipe. */
        FIFO("fifo", "/path"),
        /** A {@link NamedPipe}. */
        PIPE("pipe", "name"),
        /** A Unix socket in the file system. */
        UNIX("unix", "/path"),
        /** A ring channel, under a name or in other memory. */
        RING("ring", "/orders"),
        /** ZeroMQ over TCP. */
        ZMQ("zmq+tcp", "//host:port"),
        /** ZeroMQ over local sockets, which is rejected. */
        ZMQ_IPC("zmq+ipc", "///path"),
        /** A queue of RabbitMQ. */
        AMQP("amqp", "//host/queue");

        private final String word;
        private final String example;

        Kind(String word, String example) {
            this.word = word;
            this.example = example;
        }

        /**
         * Returns the kind of this word.
         *
         * @param word {@code posix-shm}
         * @return the kind
         */
        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            StringBuilder words = new StringBuilder();
            for (Kind kind : values()) {
                words.append(' ').append(kind.word);
            }
            throw new IllegalArgumentException("no such kind: \"" + word + "\"; there are" + words);
        }

        boolean isPosix() {
            return this == POSIX_SHM || this == POSIX_SEM || this == POSIX_MQ;
        }

        private boolean canHoldRing() {
            return this == FILE || this == SYSV_SHM || this == POSIX_SHM || this == WIN_MAP;
        }

        /**
         * {@return why this system or this program cannot have objects of this kind, empty if it can}
         *
         * <p>A kind may be one of another operating system, or need a module that is not present. The text is that of
         * the {@link UnsupportedOperationException} that a use of the kind throws.
         */
        public Optional<String> unsupported() {
            return IpcSystem.unsupported(this);
        }

        /** {@return whether objects of this kind are found by a System V key or an id} */
        public boolean isSysV() {
            return this == SYSV_SHM || this == SYSV_SEM || this == SYSV_MQ;
        }

        /** Returns the word in addresses: {@code posix-shm}. */
        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * Checks everything that can be checked without a system call.
     *
     * @throws IllegalArgumentException if no object of this kind can have this name
     */
    public IpcAddress {
        require(!name.isEmpty(), kind, name, "the name is missing");
        boolean ofC =
                name.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(name);
        require(ofC, kind, printable(name), "no name contains a NUL or half of a surrogate pair");
        if (kind.isPosix()) {
            boolean oneSlash = name.length() > 1 && name.charAt(0) == '/' && name.indexOf('/', 1) < 0;
            require(
                    oneSlash && !name.equals("/.") && !name.equals("/.."),
                    kind,
                    name,
                    "a POSIX name is one slash and then characters other than a slash, but not . or ..");
        } else if (kind.isSysV()) {
            SysVName.parse(kind + ":" + name, name, kind == Kind.SYSV_SEM);
        } else if (kind == Kind.MUTEX) {
            require(PortableName.allows(name), kind, name, "a portable name is " + PortableName.RULE);
        } else if (kind == Kind.UNIX) {
            require(
                    !name.startsWith("@"),
                    kind,
                    name,
                    "sockets in the abstract namespace are not supported; a file of this name is " + kind + ":./"
                            + name);
        } else if (kind == Kind.ZMQ || kind == Kind.ZMQ_IPC || kind == Kind.AMQP) {
            require(name.startsWith("//") && name.length() > 2, kind, name, "two slashes and a host are missing");
        } else if (kind == Kind.RING && name.startsWith("/")) {
            require(PortableName.allows(name.substring(1)), kind, name, "the name is a slash and " + PortableName.RULE);
        } else if (kind == Kind.RING && name.contains(":")) {
            Kind memory = Kind.of(name.substring(0, name.indexOf(':')));
            require(memory.canHoldRing(), kind, name, "the memory of a ring is posix-shm, sysv-shm, win-map or file");
            parse(name);
        }
    }

    private static String printable(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '?');
    }

    private static void require(boolean condition, Kind kind, String name, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(
                    shown(kind, name) + ": " + otherwise + "; an example is " + kind + ":" + kind.example);
        }
    }

    /**
     * Parses an address of the form {@code kind:name}.
     *
     * @param text {@code posix-shm:/prices}
     * @return the address
     * @throws IllegalArgumentException if the text does not have this form, or the kind does not exist
     */
    public static IpcAddress parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("an address is kind:name, like posix-shm:/prices: \"" + text + '"');
        }
        String kind = text.substring(0, colon);
        if (kind.equals("memfd") || kind.equals("fd")) {
            throw new IllegalArgumentException(
                    "memory and descriptors without a name have no address; they are passed through a Unix socket: \""
                            + text + '"');
        } else if (kind.contains(" at ")) {
            throw new IllegalArgumentException("a " + kind.substring(0, kind.indexOf(" at "))
                    + " in other memory has no address; it is found by the memory and the offset: \"" + text + '"');
        }
        return new IpcAddress(Kind.of(kind), text.substring(colon + 1));
    }

    /** {@return the kernel's id if the name is {@code id=N}} */
    public OptionalInt sysvId() {
        return sysv().id();
    }

    /** {@return the path if the name is {@code ftok:PATH:N}} */
    public Optional<Path> ftokPath() {
        return Optional.ofNullable(sysv().path());
    }

    /**
     * {@return the System V key if the name is a key, or the number if it is {@code ftok:PATH:N}}
     *
     * @throws IllegalStateException if the name is an id
     */
    public int keyNumber() {
        SysVName parsed = sysv();
        if (parsed.id().isPresent()) {
            throw new IllegalStateException("id=" + parsed.id().getAsInt() + " is not a key");
        }
        return parsed.number();
    }

    /** {@return the index of a semaphore in its set, if the name contains one} */
    public OptionalInt semaphoreIndex() {
        return kind == Kind.SYSV_SEM ? sysv().index() : OptionalInt.empty();
    }

    private SysVName sysv() {
        if (!kind.isSysV()) {
            throw new IllegalStateException(this + " has no System V key");
        }
        return SysVName.parse(kind + ":" + name, name, kind == Kind.SYSV_SEM);
    }

    /** Returns the address as text. The password of a broker's address is hidden; only {@link #name} returns it. */
    @Override
    public String toString() {
        return shown(kind, name);
    }

    private static String shown(Kind kind, String name) {
        return kind + ":" + (kind == Kind.AMQP ? PASSWORD.matcher(name).replaceFirst("$1***@") : name);
    }
}
