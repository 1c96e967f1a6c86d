package io.nativeipc.cli;

import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.Closeable;
import java.io.IOException;

/** Creates objects on Linux and macOS, where objects outlive their creator. */
final class UnixCreation {
    private UnixCreation() {}

    /** Creates an object; returns the address under which every verb finds it. */
    static String create(Create asked) throws IOException {
        return switch (asked.address.kind()) {
            case POSIX_SHM -> {
                asked.allow("--size");
                yield close(PosixSharedMemory.create(asked.address.name(), asked.size(), asked.mode));
            }
            case SYSV_SHM -> {
                asked.allow("--size");
                yield close(SysVSharedMemory.create(asked.key(), asked.size(), asked.mode));
            }
            case FILE -> {
                asked.allow("--size");
                yield close(MappedFile.create(asked.path(), asked.size(), asked.mode));
            }
            case POSIX_SEM -> {
                asked.allow("--value");
                yield close(PosixSemaphore.create(asked.address.name(), asked.value, asked.mode));
            }
            case SYSV_SEM -> {
                asked.allow("--value", "--count");
                yield close(SysVSemaphoreSet.create(asked.key(), asked.values(), asked.mode));
            }
            case MUTEX -> {
                asked.allow();
                yield close(NamedMutex.create(asked.address.name(), asked.mode));
            }
            case POSIX_MQ -> {
                asked.allow("--max-messages", "--message-size");
                yield close(PosixMessageQueue.create(
                        asked.address.name(), asked.maxMessages, asked.messageSize(), asked.mode));
            }
            case SYSV_MQ -> {
                asked.allow();
                yield close(SysVMessageQueue.create(asked.key(), asked.mode));
            }
            case RING -> {
                asked.allow("--size", "--lanes", "--max-message");
                yield close(RingChannel.create(asked.address.name(), asked.ringOptions()));
            }
            case FIFO -> {
                asked.allow();
                Fifo.create(asked.path(), asked.mode);
                yield asked.address.toString();
            }
            default -> throw asked.notHere();
        };
    }

    private static String close(Closeable created) throws IOException {
        created.close();
        return created.toString();
    }
}
