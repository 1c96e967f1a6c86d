package io.nativeipc.ffm;

import io.nativeipc.os.Platform;
import io.nativeipc.os.Win32Error;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
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
    private static final ThreadLocal<CallState> OF_THREAD =
            ThreadLocal.withInitial(() -> new CallState(Arena.ofAuto(), false));

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
        return Thread.currentThread().isVirtual() ? new CallState(Arena.ofConfined(), true) : OF_THREAD.get();
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
