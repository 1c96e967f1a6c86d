package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.contract.NamedPipeContract.Connection;
import io.nativeipc.os.Errno;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.SharedMutex;
import io.nativeipc.sysv.SemaphoreOperations;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.windows.PipeMode;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import java.io.Closeable;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.OS;

/** A call that waits, on an object that makes it wait, and what it has come to. */
final class WaitingCall implements AutoCloseable {

    /** What became of a call, by whatever means its object says so. */
    enum Outcome {
        DONE,
        NOT_NOW,
        INTERRUPTED,
        CLOSED
    }

    /** The calls; each makes an object of its own. */
    enum Kind {
        POSIX_SEMAPHORE(Kind::posixSemaphore),
        NAMED_SEMAPHORE(Kind::namedSemaphore),
        NAMED_MUTEX(Kind::namedMutex),
        SHARED_MUTEX(Kind::sharedMutex),
        SEMAPHORE_SET_ACQUIRE(Kind::acquire),
        SEMAPHORE_SET_AWAIT_ZERO(Kind::awaitZero),
        SEMAPHORE_SET_OPERATE(Kind::operate),
        NAMED_PIPE_ACCEPT(Kind::pipeAccept),
        NAMED_PIPE_CONNECT(Kind::pipeConnect),
        NAMED_PIPE_READ(Kind::pipeRead),
        NAMED_PIPE_WRITE(Kind::pipeWrite),
        WINDOWS_EVENT(Kind::event),
        WINDOWS_PIPE_SEND(Kind::messageSend),
        WINDOWS_PIPE_RECEIVE(Kind::messageReceive),
        POSIX_QUEUE_SEND(Kind::posixSend),
        POSIX_QUEUE_RECEIVE(Kind::posixReceive),
        SYSV_QUEUE_SEND(Kind::sysvSend),
        SYSV_QUEUE_RECEIVE(Kind::sysvReceive),
        UNIX_SOCKET_SEND(SocketWaits::send),
        UNIX_SOCKET_RECEIVE(SocketWaits::receive),
        FIFO_READ(Kind::fifoRead),
        FIFO_WRITE(Kind::fifoWrite),
        FIFO_OPEN_WRITER(Kind::fifoOpenWriter);

        private final Callable<WaitingCall> maker;

        Kind(Callable<WaitingCall> maker) {
            this.maker = maker;
        }

        WaitingCall make() throws Exception {
            return maker.call();
        }

        /** Those of this system; what Windows lacks, not-on-windows.txt tells. */
        static Stream<Kind> here() {
            return Stream.of(values())
                    .filter(kind -> OS.WINDOWS.isCurrentOs() || !kind.name().startsWith("WINDOWS"));
        }

        /** What is not open yet cannot be closed. */
        boolean canBeClosed() {
            return this != FIFO_OPEN_WRITER && this != NAMED_PIPE_CONNECT;
        }

        /** The threads that may make the call: a mutex refuses virtual ones. */
        Stream<Threads> threads() {
            return Threads.all()
                    .filter(kind -> kind == Threads.PLATFORM || (this != NAMED_MUTEX && this != SHARED_MUTEX));
        }

        private static WaitingCall posixSemaphore() throws Exception {
            PosixSemaphore semaphore = PosixSemaphore.create(Unique.posixName(), 0);
            return new WaitingCall(
                    semaphore::tryAcquire, semaphore::acquire, semaphore::release, semaphore, semaphore::unlink);
        }

        private static WaitingCall namedSemaphore() throws Exception {
            NamedSemaphore semaphore = NamedSemaphore.create(Unique.name(), 0);
            NamedSemaphore same = NamedSemaphore.open(semaphore.name());
            return new WaitingCall(semaphore::tryAcquire, semaphore::acquire, same::release, semaphore, () -> {
                same.close();
                same.unlink();
            });
        }

        private static WaitingCall namedMutex() throws Exception {
            NamedMutex mutex = NamedMutex.create(Unique.name());
            NamedMutex same = NamedMutex.open(mutex.name());
            OtherThread owner = new OtherThread();
            owner.run(same::acquire);
            return new WaitingCall(
                    timeout -> mutex.tryAcquire(timeout) && released(mutex::release),
                    () -> {
                        mutex.acquire();
                        mutex.release();
                    },
                    () -> releaseIfHeld(owner, same::release),
                    mutex,
                    () -> {
                        releaseIfHeld(owner, same::release);
                        owner.close();
                        same.close();
                        mutex.unlink();
                    });
        }

        private static WaitingCall sharedMutex() throws Exception {
            PosixSharedMemory memory = PosixSharedMemory.create(Unique.posixName(), SharedMutex.byteSize());
            SharedMutex same = SharedMutex.create(memory, 0);
            SharedMutex mutex = SharedMutex.at(memory, 0);
            OtherThread owner = new OtherThread();
            owner.run(same::acquire);
            return new WaitingCall(
                    timeout -> mutex.tryAcquire(timeout) && released(mutex::release),
                    () -> {
                        mutex.acquire();
                        mutex.release();
                    },
                    () -> releaseIfHeld(owner, same::release),
                    mutex,
                    () -> {
                        releaseIfHeld(owner, same::release);
                        owner.close();
                        same.close();
                        memory.close();
                        memory.unlink();
                    });
        }

        /** By the thread that has taken it, which would be an owner that died if it ended with it. */
        private static boolean released(Step release) throws Exception {
            release.run();
            return true;
        }

        private static void releaseIfHeld(OtherThread owner, Step release) throws Exception {
            try {
                owner.run(release::run);
            } catch (IllegalMonitorStateException released) {
                // before
            }
        }

        private static WaitingCall acquire() throws Exception {
            SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), 0);
            return new WaitingCall(
                    timeout -> set.tryAcquire(0, timeout),
                    () -> set.acquire(0),
                    () -> set.release(0),
                    set,
                    set::remove);
        }

        private static WaitingCall awaitZero() throws Exception {
            SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), 1);
            return new WaitingCall(
                    timeout -> set.tryAwaitZero(0, timeout),
                    () -> set.awaitZero(0),
                    () -> set.setValue(0, 0),
                    set,
                    set::remove);
        }

        private static WaitingCall operate() throws Exception {
            SemaphoreOperations both = SemaphoreOperations.of(0, -1).and(1, -2);
            SysVSemaphoreSet set = SysVSemaphoreSet.create(Unique.key(), 1, 0);
            return new WaitingCall(
                    timeout -> set.tryOperate(both, timeout),
                    () -> set.operate(both),
                    () -> set.tryOperate(SemaphoreOperations.of(0, 1).and(1, 2)),
                    set,
                    set::remove);
        }

        private static WaitingCall pipeAccept() throws Exception {
            NamedPipeServer server = NamedPipeServer.create(Unique.name());
            List<Closeable> pipes = Collections.synchronizedList(new ArrayList<>());
            return new WaitingCall(
                    timeout -> server.tryAccept(timeout).map(pipes::add).isPresent(),
                    () -> pipes.add(server.accept()),
                    () -> pipes.add(NamedPipe.connect(server.name(), Duration.ofSeconds(60))),
                    server,
                    () -> closeAll(pipes));
        }

        private static void closeAll(List<Closeable> objects) throws Exception {
            for (Closeable object : objects) {
                object.close();
            }
        }

        private static WaitingCall pipeConnect() throws Exception {
            String name = Unique.name();
            List<NamedPipeServer> server = new ArrayList<>();
            List<Closeable> pipes = Collections.synchronizedList(new ArrayList<>());
            return new WaitingCall(
                    timeout -> connected(name, timeout, pipes),
                    () -> pipes.add(NamedPipe.connect(name, Duration.ofDays(1))),
                    () -> {
                        if (server.isEmpty()) {
                            server.add(NamedPipeServer.create(name));
                        } else {
                            server.get(0).tryAccept(Duration.ZERO).ifPresent(pipes::add);
                        }
                    },
                    () -> {},
                    () -> {
                        closeAll(pipes);
                        for (NamedPipeServer each : server) {
                            each.close();
                        }
                    });
        }

        private static boolean connected(String name, Duration timeout, List<Closeable> pipes) throws Exception {
            try {
                return pipes.add(NamedPipe.connect(name, timeout));
            } catch (NotFoundException noServer) {
                return false;
            }
        }

        private static WaitingCall pipeRead() throws Exception {
            Connection pipe = Connection.of(Unique.name());
            return new WaitingCall(
                    timeout -> pipe.client().tryRead(message(), timeout) > 0,
                    () -> pipe.client().read(message()),
                    () -> pipe.accepted().write(message()),
                    pipe.client(),
                    pipe::close);
        }

        private static WaitingCall pipeWrite() throws Exception {
            Connection pipe = Connection.of(Unique.name());
            ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
            while (pipe.client().tryWrite(chunk) > 0) {
                chunk.clear();
            }
            while (pipe.client().tryWrite(message()) > 0) {
                assertThat(chunk.position()).isZero();
            }
            return new WaitingCall(
                    timeout -> pipe.client().tryWrite(message(), timeout) > 0,
                    () -> pipe.client().write(message()),
                    () -> pipe.accepted().read(chunk.clear()),
                    pipe.client(),
                    pipe::close);
        }

        private static WaitingCall event() throws Exception {
            WindowsEvent event = WindowsEvent.create(Unique.name(), WindowsEvent.Reset.AUTOMATIC);
            WindowsEvent same = WindowsEvent.open(event.name());
            return new WaitingCall(event::tryAwait, event::await, same::set, event, same::close);
        }

        private static WaitingCall messageSend() throws Exception {
            String name = Unique.name();
            WindowsNamedPipeServer server =
                    WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, WindowsAccess.currentUser());
            WindowsNamedPipe receiver = WindowsNamedPipe.connect(name, PipeMode.MESSAGE, Duration.ofSeconds(60));
            WindowsNamedPipe sender = server.accept();
            while (sender.trySend(ByteBuffer.allocate(1 << 12))) {
                assertThat(sender.isOpen()).isTrue();
            }
            while (sender.trySend(message())) {
                assertThat(sender.isOpen()).isTrue();
            }
            return new WaitingCall(
                    timeout -> sender.trySend(message(), timeout),
                    () -> sender.send(message()),
                    () -> receiver.receive(bytes -> {}),
                    sender,
                    () -> closeAll(List.of(receiver, server)));
        }

        private static WaitingCall messageReceive() throws Exception {
            String name = Unique.name();
            WindowsNamedPipeServer server =
                    WindowsNamedPipeServer.create(name, PipeMode.MESSAGE, WindowsAccess.currentUser());
            WindowsNamedPipe receiver = WindowsNamedPipe.connect(name, PipeMode.MESSAGE, Duration.ofSeconds(60));
            WindowsNamedPipe sender = server.accept();
            return new WaitingCall(
                    timeout -> receiver.tryReceive(bytes -> {}, timeout),
                    () -> receiver.receive(bytes -> {}),
                    () -> sender.send(message()),
                    receiver,
                    () -> closeAll(List.of(sender, server)));
        }

        private static ByteBuffer message() {
            return ByteBuffer.allocateDirect(1);
        }

        private static WaitingCall posixSend() throws Exception {
            PosixMessageQueue queue = PosixMessageQueue.create(Unique.posixName(), 1, 1);
            queue.send(message());
            return new WaitingCall(
                    timeout -> queue.trySend(message(), timeout),
                    () -> queue.send(message()),
                    () -> queue.tryReceive(message()),
                    queue,
                    queue::unlink);
        }

        private static WaitingCall posixReceive() throws Exception {
            PosixMessageQueue queue = PosixMessageQueue.create(Unique.posixName(), 2, 1);
            return new WaitingCall(
                    timeout -> queue.tryReceive(message(), timeout) != PosixMessageQueue.NOTHING,
                    () -> queue.receive(message()),
                    () -> queue.trySend(message()),
                    queue,
                    queue::unlink);
        }

        private static WaitingCall sysvSend() throws Exception {
            SysVMessageQueue queue = SysVMessageQueue.create(Unique.key());
            queue.setMaxBytes(1);
            queue.send(message());
            return new WaitingCall(
                    timeout -> queue.trySend(message(), timeout),
                    () -> queue.send(message()),
                    () -> queue.tryReceive(message(), 0),
                    queue,
                    queue::remove);
        }

        private static WaitingCall sysvReceive() throws Exception {
            SysVMessageQueue queue = SysVMessageQueue.create(Unique.key());
            return new WaitingCall(
                    timeout -> queue.tryReceive(message(), 0, timeout) != SysVMessageQueue.NOTHING,
                    () -> queue.receive(message(), 0),
                    () -> queue.trySend(message()),
                    queue,
                    queue::remove);
        }

        private static Path fifo() throws Exception {
            Path path = Unique.path();
            Fifo.create(path, Permissions.OWNER);
            return path;
        }

        private static WaitingCall fifoRead() throws Exception {
            Path path = fifo();
            Fifo reader = Fifo.openReader(path);
            Fifo writer = Fifo.openWriter(path);
            return new WaitingCall(
                    timeout -> reader.tryRead(message(), timeout) > 0,
                    () -> reader.read(message()),
                    () -> writer.tryWrite(message()),
                    reader,
                    () -> {
                        writer.close();
                        Fifo.unlink(path);
                    });
        }

        private static WaitingCall fifoWrite() throws Exception {
            Path path = fifo();
            Fifo reader = Fifo.keepOpen(path);
            Fifo writer = Fifo.openWriter(path);
            ByteBuffer fill = ByteBuffer.allocateDirect(1 << 20);
            assertThat(writer.tryWrite(fill)).isGreaterThan(0);
            assertThat(writer.tryWrite(fill)).isZero();
            return new WaitingCall(
                    timeout -> writer.tryWrite(message(), timeout) > 0,
                    () -> writer.write(message()),
                    () -> reader.tryRead(fill.clear()),
                    writer,
                    () -> {
                        reader.close();
                        Fifo.unlink(path);
                    });
        }

        private static WaitingCall fifoOpenWriter() throws Exception {
            Path path = fifo();
            Fifo[] reader = new Fifo[1];
            return new WaitingCall(
                    timeout -> opened(path, timeout),
                    () -> Fifo.openWriter(path).close(),
                    () -> reader[0] = reader[0] == null ? Fifo.keepOpen(path) : reader[0],
                    () -> {
                        if (reader[0] != null) {
                            reader[0].close();
                        }
                    },
                    () -> Fifo.unlink(path));
        }

        private static boolean opened(Path path, Duration timeout) throws Exception {
            try (Fifo writer = Fifo.openWriter(path, timeout)) {
                return writer.isOpen();
            } catch (IpcException noReader) {
                assertThat(noReader.code()).isEqualTo(Errno.ENXIO);
                return false;
            }
        }
    }

    interface Timed {
        boolean call(Duration timeout) throws Exception;
    }

    interface Step {
        void run() throws Exception;
    }

    private final Timed timed;
    private final Step untimed;
    private final Step ready;
    private final Closeable object;
    private final Step erase;

    WaitingCall(Timed timed, Step untimed, Step ready, Closeable object, Step erase) {
        this.timed = timed;
        this.untimed = untimed;
        this.ready = ready;
        this.object = object;
        this.erase = erase;
    }

    /** Waits at most this long. */
    Outcome call(Duration timeout) throws Exception {
        return outcome(() -> timed.call(timeout) ? Outcome.DONE : Outcome.NOT_NOW);
    }

    /** Waits as long as it takes. */
    Outcome call() throws Exception {
        return outcome(() -> {
            untimed.run();
            return Outcome.DONE;
        });
    }

    private static Outcome outcome(Callable<Outcome> call) throws Exception {
        try {
            return call.call();
        } catch (InterruptedException e) {
            assertThat(Thread.interrupted())
                    .as("cleared, as the exception tells it")
                    .isFalse();
            return Outcome.INTERRUPTED;
        } catch (InterruptedIOException e) {
            assertThat(Thread.interrupted()).as("set, as a channel's must be").isTrue();
            return Outcome.INTERRUPTED;
        } catch (ClosedChannelException | IllegalStateException e) {
            return Outcome.CLOSED;
        }
    }

    /** Makes it possible for one call at least. */
    void makeReady() throws Exception {
        ready.run();
    }

    void closeObject() throws Exception {
        object.close();
    }

    @Override
    public void close() throws Exception {
        object.close();
        erase.run();
    }
}
