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
 * Where a call leaves errno, on Windows GetLastError: a segment of each platform thread's own. One segment for all was measured to give wrong
 * numbers, because the JVM writes into it after the call returns and another thread's call may come between.
 *
 * <p>A virtual thread has a segment for each call, so that a million of them do not keep a million segments.
 */
final class CallState implements AutoCloseable {
    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long CODE =
            LAYOUT.byteOffset(PathElement.groupElement(Platform.current().isWindows() ? "GetLastError" : "errno"));

    /** A thread refers to types of the JDK alone: to one of ours it would keep the class loader of this library alive. */
    private static final ThreadLocal<WeakReference<CallState>> OF_THREAD = new ThreadLocal<>();

    /** What keeps the states alive as long as their threads. */
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

    @SuppressWarnings("MustBeClosedChecker") // close() does it
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

    /** What a capturing handle is given as its first argument. */
    MemorySegment segment() {
        return segment;
    }

    /** The memory behind a direct buffer, from its position on; NULL for null. */
    MemorySegment memory(@Nullable ByteBuffer buffer) {
        return buffer == null || buffers == null ? Calls.memory(buffer) : buffers.segment(buffer);
    }

    /** The result, with −errno for −1. */
    int result(int result) {
        return result == -1 ? -code() : result;
    }

    /** The result, with −errno for −1. */
    long result(long result) {
        return result == -1 ? -code() : result;
    }

    /** What the call has left. */
    int code() {
        return segment.get(ValueLayout.JAVA_INT, CODE);
    }

    /** The result, with −GetLastError for FALSE. */
    int unlessZero(int result) {
        return result == 0 ? failure() : result;
    }

    /** The result, with −GetLastError for NULL. */
    long unlessZero(long result) {
        return result == 0 ? failure() : result;
    }

    /** The result, with −GetLastError for WAIT_FAILED. */
    int unlessMinusOne(int result) {
        return result == -1 ? failure() : result;
    }

    /** The result, with −GetLastError for INVALID_HANDLE_VALUE. */
    long unlessMinusOne(long result) {
        return result == -1 ? failure() : result;
    }

    /** A failure that leaves no code must not look like success. */
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
