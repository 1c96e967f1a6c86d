package io.nativeipc.benchmarks;

import io.nativeipc.MessageHandler;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.QueueOpenOption;
import io.nativeipc.sysv.MessageTypes;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * A mechanism as a pair of directions between two processes: 0 leads to the echo process, 1 back. The counterpart of
 * native/bench/wires.c.
 */
enum Mechanism {
    FIFO {
        @Override
        void create(String name) throws Exception {
            Fifo.create(path(name, 0));
            Fifo.create(path(name, 1));
        }

        @Override
        Wire open(String name, int there) throws Exception {
            Fifo reader = Fifo.openReader(path(name, 1 - there));
            Fifo writer = Fifo.openWriter(path(name, there));
            Message out = new Message();
            Message in = new Message();
            return Wire.of(() -> writer.write(out.next()), () -> {
                reader.read(in.empty());
                in.check();
            });
        }

        @Override
        void remove(String name) throws Exception {
            Fifo.unlink(path(name, 0));
            Fifo.unlink(path(name, 1));
        }
    },

    PIPE {
        @Override
        void create(String name) throws Exception {
            SERVER.add(NamedPipeServer.create(name));
        }

        @Override
        Wire open(String name, int there) throws Exception {
            NamedPipe pipe = there == 0 ? SERVER.element().accept() : NamedPipe.connect(name, Duration.ofSeconds(60));
            Message out = new Message();
            Message in = new Message();
            return Wire.of(() -> pipe.write(out.next()), () -> {
                pipe.read(in.empty());
                in.check();
            });
        }

        @Override
        void remove(String name) {
            SERVER.remove().close();
        }
    },

    POSIX_MQ {
        @Override
        void create(String name) throws Exception {
            PosixMessageQueue.create(posix(name, 0), 10, Message.SIZE).close();
            PosixMessageQueue.create(posix(name, 1), 10, Message.SIZE).close();
        }

        @Override
        Wire open(String name, int there) throws Exception {
            PosixMessageQueue sender = PosixMessageQueue.open(posix(name, there), QueueOpenOption.SEND_ONLY);
            PosixMessageQueue receiver = PosixMessageQueue.open(posix(name, 1 - there), QueueOpenOption.RECEIVE_ONLY);
            Message out = new Message();
            Message in = new Message();
            MessageHandler handler = in::check;
            return Wire.of(() -> sender.send(out.next()), () -> receiver.receive(handler));
        }

        @Override
        void remove(String name) throws Exception {
            PosixMessageQueue.unlink(posix(name, 0));
            PosixMessageQueue.unlink(posix(name, 1));
        }
    },

    POSIX_SEM {
        @Override
        void create(String name) throws Exception {
            PosixSemaphore.create(posix(name, 0), 0).close();
            PosixSemaphore.create(posix(name, 1), 0).close();
        }

        @Override
        Wire open(String name, int there) throws Exception {
            PosixSemaphore out = PosixSemaphore.open(posix(name, there));
            PosixSemaphore in = PosixSemaphore.open(posix(name, 1 - there));
            return Wire.of(out::release, in::acquire);
        }

        @Override
        void remove(String name) throws Exception {
            PosixSemaphore.unlink(posix(name, 0));
            PosixSemaphore.unlink(posix(name, 1));
        }
    },

    SYSV_MQ {
        @Override
        void create(String name) throws Exception {
            SysVMessageQueue.create(key(name)).close();
        }

        @Override
        Wire open(String name, int there) throws Exception {
            SysVMessageQueue queue = SysVMessageQueue.open(key(name));
            Message out = new Message();
            Message in = new Message();
            MessageHandler handler = in::check;
            MessageTypes types = MessageTypes.of(2 - there);
            return Wire.of(() -> queue.send(out.next(), 1 + there), () -> queue.receive(types, handler));
        }

        @Override
        void remove(String name) throws Exception {
            SysVMessageQueue.remove(key(name));
        }
    },

    SYSV_SEM {
        @Override
        void create(String name) throws Exception {
            SysVSemaphoreSet.create(key(name), new int[] {0, 0}).close();
        }

        @Override
        Wire open(String name, int there) throws Exception {
            SysVSemaphoreSet set = SysVSemaphoreSet.open(key(name));
            return Wire.of(() -> set.release(there), () -> set.acquire(1 - there));
        }

        @Override
        void remove(String name) throws Exception {
            SysVSemaphoreSet.remove(key(name));
        }
    };

    /** The server of the pipe, in the process that creates it. */
    private static final Deque<NamedPipeServer> SERVER = new ArrayDeque<>(1);

    /** Creates the objects that both processes open. */
    abstract void create(String name) throws Exception;

    /** Opens one side. */
    abstract Wire open(String name, int there) throws Exception;

    /** Removes the created objects. */
    abstract void remove(String name) throws Exception;

    /** Returns the mechanism of a name such as {@code posix-mq}. */
    static Mechanism named(String name) {
        return valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private static Path path(String name, int direction) {
        return Path.of(System.getProperty("java.io.tmpdir"), name + "." + direction);
    }

    private static String posix(String name, int direction) {
        return "/" + name + "." + direction;
    }

    private static SysVKey key(String name) {
        return SysVKey.of(name.hashCode() | 1);
    }
}
