package io.nativeipc.posix;

import io.nativeipc.IpcException;
import io.nativeipc.internal.failure.Limits;
import io.nativeipc.internal.failure.PosixFailure;
import io.nativeipc.internal.message.ScratchBuffers;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Errno;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The memory of a sendmsg or recvmsg call with SCM_RIGHTS, and the attempts that use it. */
final class RightsCall implements AutoCloseable {
    /** SCM_MAX_FD of the kernel, which no user-space header defines; the shim's header does. */
    static final int MAX_DESCRIPTORS = Constants.IPC_MAX_RIGHTS;

    private static final int COPY = 1 << 16;
    private static final int RIGHTS = Shim.RIGHTS_FIELDS * Long.BYTES;

    private final String name;
    private final ByteBuffer callers;
    private final Buffers buffers;
    private final ByteBuffer direct;
    private final ByteBuffer control;
    private final ByteBuffer numbers;

    /** The buffers that the calls of one socket borrow. */
    static final class Buffers {
        private final ScratchBuffers controls = new ScratchBuffers();
        private final ScratchBuffers copies = new ScratchBuffers();
    }

    RightsCall(String name, ByteBuffer callers, Buffers buffers) {
        this.name = name;
        this.callers = callers;
        this.buffers = buffers;
        this.direct = callers.isDirect() ? callers : buffers.copies.take(Math.min(COPY, callers.remaining()));
        this.control = buffers.controls.take(RIGHTS + MAX_DESCRIPTORS * Integer.BYTES);
        this.numbers = control.duplicate().order(control.order()).position(RIGHTS);
    }

    /** Returns the number of bytes sent, or −errno. The descriptors cannot be closed during the call. */
    long send(int fd, Descriptor... descriptors) {
        int count = callers.remaining();
        if (!callers.isDirect()) {
            count = Math.min(count, direct.capacity());
            direct.clear().put(0, callers, callers.position(), count);
        }
        int entered = 0;
        try {
            for (Descriptor descriptor : descriptors) {
                int number = descriptor.enter();
                numbers.putInt(RIGHTS + entered++ * Integer.BYTES, number);
            }
            long result = Native.shim().ipc_sendmsg(fd, direct, count, numbers, entered);
            if (result > 0) {
                callers.position(callers.position() + (int) result);
            }
            return result;
        } finally {
            while (entered > 0) {
                descriptors[--entered].exit();
            }
        }
    }

    /** Returns the number of bytes received, 0 at the end of the stream, or −errno. */
    long receive(int fd, int most) {
        int count = Math.min(callers.remaining(), direct.remaining());
        long result = Native.shim().ipc_recvmsg(fd, direct, count, numbers, most, control);
        if (result > 0) {
            if (!callers.isDirect()) {
                callers.put(callers.position(), direct, 0, (int) result);
            }
            callers.position(callers.position() + (int) result);
        }
        return result;
    }

    /** Returns the descriptors that came with the bytes of the last receive. */
    List<Descriptor> received(int most) throws IpcException {
        long count = control.getLong(0);
        if (control.getLong(Long.BYTES) != 0) {
            throw new IpcException(name, "MSG_CTRUNC", whyClosed(count, most) + ": all were closed");
        }
        List<Descriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            descriptors.add(new Descriptor(numbers.getInt(RIGHTS + i * Integer.BYTES)));
        }
        return descriptors;
    }

    private static String whyClosed(long count, int most) {
        return count >= most
                ? "more descriptors arrived than the " + most + " that were asked for"
                : "more descriptors arrived than this process may open (" + limit() + ")";
    }

    private static String limit() {
        return Limits.descriptors();
    }

    /** Returns the exception for a failed call. */
    IpcException failure(long result, String call) {
        String hint = result == -Errno.ETOOMANYREFS
                ? "too many descriptors were sent and not yet received (" + limit() + ")"
                : "";
        return PosixFailure.exception((int) -result, call, name, hint);
    }

    @Override
    public void close() {
        buffers.controls.give(control);
        if (!callers.isDirect()) {
            buffers.copies.give(direct);
        }
    }
}
