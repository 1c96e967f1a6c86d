package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.OS;

/** A call that waits, with an object that makes it wait, and the outcome of the call. */
final class WaitingCall implements AutoCloseable {

    /** The outcome of a call, whether reported by its result or by an exception. */
    enum Outcome {
        DONE,
        NOT_NOW,
        INTERRUPTED,
        CLOSED
    }

    /** The kinds of calls. Each call of {@code make} creates a new object. */
    enum Kind {
        POSIX_SEMAPHORE(SemaphoreWaits::posix),
        NAMED_SEMAPHORE(SemaphoreWaits::named),
        NAMED_MUTEX(MutexWaits::named),
        SHARED_MUTEX(MutexWaits::shared),
        SHARED_CONDITION(MutexWaits::condition),
        SHARED_READ_LOCK(MutexWaits::readLock),
        SHARED_WRITE_LOCK(MutexWaits::writeLock),
        SHARED_SEMAPHORE(SemaphoreWaits::shared),
        SHARED_WORD(SemaphoreWaits::word),
        SEMAPHORE_SET_ACQUIRE(SemaphoreWaits::acquire),
        SEMAPHORE_SET_AWAIT_ZERO(SemaphoreWaits::awaitZero),
        SEMAPHORE_SET_OPERATE(SemaphoreWaits::operate),
        NAMED_PIPE_ACCEPT(PipeWaits::accept),
        NAMED_PIPE_CONNECT(PipeWaits::connect),
        NAMED_PIPE_READ(PipeWaits::read),
        NAMED_PIPE_WRITE(PipeWaits::write),
        WINDOWS_EVENT(WindowsWaits::event),
        WINDOWS_PIPE_SEND(WindowsWaits::send),
        WINDOWS_PIPE_RECEIVE(WindowsWaits::receive),
        POSIX_QUEUE_SEND(QueueWaits::posixSend),
        POSIX_QUEUE_RECEIVE(QueueWaits::posixReceive),
        SYSV_QUEUE_SEND(QueueWaits::sysvSend),
        SYSV_QUEUE_RECEIVE(QueueWaits::sysvReceive),
        UNIX_SOCKET_SEND(SocketWaits::send),
        UNIX_SOCKET_RECEIVE(SocketWaits::receive),
        FIFO_READ(FifoWaits::read),
        FIFO_WRITE(FifoWaits::write),
        FIFO_OPEN_WRITER(FifoWaits::openWriter);

        private static final Set<Kind> OWNED =
                EnumSet.of(NAMED_MUTEX, SHARED_MUTEX, SHARED_CONDITION, SHARED_READ_LOCK, SHARED_WRITE_LOCK);

        private final Callable<WaitingCall> maker;

        Kind(Callable<WaitingCall> maker) {
            this.maker = maker;
        }

        WaitingCall make() throws Exception {
            return maker.call();
        }

        /** Returns the calls of this system. The file not-on-windows.txt lists the calls that Windows lacks. */
        static Stream<Kind> here() {
            return Stream.of(values())
                    .filter(kind -> OS.WINDOWS.isCurrentOs() || !kind.name().startsWith("WINDOWS"));
        }

        /** Returns whether a close can end the call. An object that is not open yet cannot be closed. */
        boolean canBeClosed() {
            return this != FIFO_OPEN_WRITER && this != NAMED_PIPE_CONNECT;
        }

        /** Returns the kinds of threads that can make the call. Locks whose owner is a thread reject virtual threads. */
        Stream<Threads> threads() {
            return Threads.all().filter(kind -> kind == Threads.PLATFORM || !OWNED.contains(this));
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

    /** Returns the message of the calls that pass messages. Its one byte fills the room that {@code make} left free. */
    static ByteBuffer message() {
        return ByteBuffer.allocateDirect(1);
    }

    /** Calls with a timeout. */
    Outcome call(Duration timeout) throws Exception {
        return outcome(() -> timed.call(timeout) ? Outcome.DONE : Outcome.NOT_NOW);
    }

    /** Calls without a timeout. */
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
                    .as("cleared, because the exception reports it")
                    .isFalse();
            return Outcome.INTERRUPTED;
        } catch (InterruptedIOException e) {
            assertThat(Thread.interrupted()).as("set, as a channel's must be").isTrue();
            return Outcome.INTERRUPTED;
        } catch (ClosedChannelException | IllegalStateException e) {
            return Outcome.CLOSED;
        }
    }

    /** Makes at least one call succeed. */
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
