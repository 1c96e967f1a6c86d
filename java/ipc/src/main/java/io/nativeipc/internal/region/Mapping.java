package io.nativeipc.internal.region;

import io.nativeipc.internal.sys.View;
import io.nativeipc.internal.wait.CallsInFlight;
import java.util.List;

/**
 * Mapped memory, and the native calls that use an address inside it. The memory is unmapped when no such call is in
 * flight, because a call that has only a number keeps nothing alive, whatever provider makes it.
 *
 * <p>Every call that is passed {@link #address} is made between {@link #enter} and {@link #exit}. A mutex that a thread
 * holds counts as a call from its lock to its unlock, because the C library links it to the thread. Buffers need no
 * such protection: with FFM a call that is passed a buffer holds the arena, and with JNA the address range stays until
 * the buffer is collected.
 */
public final class Mapping {
    private final View view;
    private final CallsInFlight calls = new CallsInFlight();

    public Mapping(View view) {
        this.view = view;
    }

    public View view() {
        return view;
    }

    /** The address of the memory, for a call between {@link #enter} and {@link #exit}. */
    public long address() {
        return view.address();
    }

    public boolean isOpen() {
        return calls.isOpen();
    }

    /** Begins a call; false if the mapping is closed. */
    public boolean enter() {
        return calls.enter();
    }

    /** Ends a call that {@link #enter} began. */
    public void exit() {
        calls.exit();
    }

    /** Prevents further calls and unmaps the memory as {@link CallsInFlight#close} describes; only once. */
    public void close() {
        calls.close(view::close);
    }

    /**
     * Closes mappings that are open: they wait for their calls together, and no longer than one.
     *
     * @param close closes another mapping meanwhile
     */
    static void closeAll(List<Mapping> mappings, Runnable close) {
        mappings.forEach(mapping -> mapping.calls.shut());
        long deadline = CallsInFlight.patience();
        close.run();
        mappings.forEach(mapping -> mapping.calls.endBy(deadline, mapping.view::close));
    }
}
