package io.nativeipc.ffm;

import io.nativeipc.internal.sys.Platform;
import io.nativeipc.internal.sys.Win32Error;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory in which a call stores errno, on Windows GetLastError. Each platform thread has its own segment. A single
 * segment for all threads was measured to give wrong numbers, because the JVM writes to it after the call returns, and
 * another thread's call may come in between.
 *
 * <p>A virtual thread uses a new segment for each call, so that a million of them do not keep a million segments.
 */
final class CallState implements AutoCloseable {
    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long CODE =
            LAYOUT.byteOffset(PathElement.groupElement(Platform.current().isWindows() ? "GetLastError" : "errno"));

    /**
     * A thread must refer only to types of the JDK; a reference to a class of this library would keep its class loader
     * alive.
     */
    private static final ThreadLocal<WeakReference<CallState>> OF_THREAD = new ThreadLocal<>();

    /** Keeps the states alive as long as their threads. */
    private static final Map<Thread, CallState> STATES = Collections.synchronizedMap(new WeakHashMap<>());

    private final MemorySegment segment;
    private final Arena arena;
    private final boolean closing;
    private final @Nullable KnownBuffers buffers;

    private CallState(Arena arena, boolean closing) {
        this.arena = arena;
        this.segment = arena.allocate(LAYOUT);
        this.closing = closing;
        this.buffers = closing ? null : new KnownBuffers();
    }

    @SuppressWarnings("MustBeClosedChecker") // close() closes the arena
    static CallState get() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            return new CallState(Arena.ofConfined(), true);
        }
        WeakReference<CallState> known = OF_THREAD.get();
        CallState state = known == null ? null : known.get();
        return state == null ? create(thread) : state;
    }

    private static CallState create(Thread thread) {
        CallState state = new CallState(Arena.ofAuto(), false);
        STATES.put(thread, state);
        OF_THREAD.set(new WeakReference<>(state));
        return state;
    }

    /** The first argument of a capturing handle. */
    MemorySegment segment() {
        return segment;
    }

    /** Returns the memory behind a direct buffer, from its position on; NULL for null. */
    MemorySegment memory(@Nullable ByteBuffer buffer) {
        return buffer == null || buffers == null ? Calls.memory(buffer) : buffers.segment(buffer);
    }

    /** Returns the code that the call stored. */
    int code() {
        return segment.get(ValueLayout.JAVA_INT, CODE);
    }

    /** Returns the result, with −GetLastError for FALSE. */
    int unlessZero(int result) {
        return result == 0 ? failure() : result;
    }

    /** Returns the result, with −GetLastError for NULL. */
    long unlessZero(long result) {
        return result == 0 ? failure() : result;
    }

    /** Returns the result, with −errno for −1, and −GetLastError for WAIT_FAILED. */
    int unlessMinusOne(int result) {
        return result == -1 ? failure() : result;
    }

    /** Returns the result, with −errno for −1, and −GetLastError for INVALID_HANDLE_VALUE. */
    long unlessMinusOne(long result) {
        return result == -1 ? failure() : result;
    }

    /** Returns ERROR_GEN_FAILURE for a failure without a code, which must not look like success. */
    private int failure() {
        return code() == 0 ? -Win32Error.ERROR_GEN_FAILURE : -code();
    }

    @Override
    public void close() {
        if (closing) {
            arena.close();
        }
    }
}
