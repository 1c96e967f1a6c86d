package io.nativeipc.inventory;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.posix.PosixSemaphore;
import java.io.IOException;
import java.nio.ByteBuffer;

/** POSIX semaphores. */
final class PosixSemaphoreKind extends FileKind implements ListedKind {
    PosixSemaphoreKind() {
        super(Kind.POSIX_SEM, Form.SHM);
    }

    /**
     * Adds the value of a semaphore. sem_getvalue(3) would map the semaphore, which a process with write access could
     * truncate, so that this process fails. Both glibc and musl keep the value in the first int of the file, musl with
     * a flag in the highest bit.
     */
    @Override
    public void addDetails(Facts object) {
        if (!Platform.current().isLinux()) {
            return;
        }
        try {
            ByteBuffer value = FirstBytes.of(path(object.address), Integer.BYTES, object.address.toString());
            if (value.remaining() == Integer.BYTES) {
                object.details.put("value", value.getInt(0) & Integer.MAX_VALUE);
            }
        } catch (AccessDeniedException refused) {
            object.details.put("value", "unknown: this user may not read it");
        } catch (IpcException unreadable) {
            object.details.put("value", "unknown: " + unreadable.getMessage());
        }
    }

    @Override
    public void remove(IpcAddress address) throws IOException {
        PosixSemaphore.unlink(address.name());
    }

    @Override
    public Removal removeLeft(Creation creation, long creator, Holders holders) throws IpcException {
        return LeftFile.remove(
                creation,
                file -> refusal(creation, creator, holders),
                () -> Removal.of("sem_unlink", Native.posix().sem_unlink(creation.name())));
    }
}
