package io.nativeipc.inventory;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.posix.PosixSemaphore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;

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
    public void addDetails(Facts object) throws IOException {
        if (!Platform.current().isLinux()) {
            return;
        }
        try (InputStream in = Files.newInputStream(path(object.address))) {
            byte[] first = in.readNBytes(Integer.BYTES);
            if (first.length == Integer.BYTES) {
                ByteBuffer value = ByteBuffer.wrap(first).order(ByteOrder.nativeOrder());
                object.details.put("value", value.getInt(0) & Integer.MAX_VALUE);
            }
        } catch (AccessDeniedException refused) {
            object.details.put("value", "unknown: this user may not read it");
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
