package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.Permissions;
import io.nativeipc.os.Sysctl;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** {@code create}: makes a new object and prints its address. */
@Command(description = "Create an object, and print its address; sysv KEY 0 is IPC_PRIVATE.")
final class Create extends Verb {
    private static final int MOST_IN_A_SET = 32000;

    @Option(names = "--size", paramLabel = "N", converter = Converters.ByteSize.class, description = "Memory: bytes.")
    @Nullable
    Long size;

    @Option(names = "--mode", paramLabel = "M", converter = Converters.Mode.class, description = "Octal; else 0600.")
    Permissions mode = Permissions.OWNER;

    @Option(names = "--value", paramLabel = "N", description = "Semaphores: what each begins with; else 0.")
    int value;

    @Option(names = "--count", paramLabel = "N", description = "sysv-sem: how many semaphores; else 1.")
    int count = 1;

    @Option(names = "--max-messages", paramLabel = "N", description = "posix-mq: how many it takes.")
    int maxMessages = (int) Sysctl.number("fs.mqueue.msg_default", 10);

    @Option(
            names = "--message-size",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "posix-mq: the largest message in bytes.")
    long messageSize = Sysctl.number("fs.mqueue.msgsize_default", 8192);

    @Override
    public Integer call() throws IOException {
        Output.print(create() + "\n");
        return 0;
    }

    /** Returns the address under which every verb finds the new object. */
    private String create() throws IOException {
        return switch (address.kind()) {
            case POSIX_SHM -> {
                allow("--size");
                yield close(PosixSharedMemory.create(address.name(), size(), mode));
            }
            case SYSV_SHM -> {
                allow("--size");
                yield close(SysVSharedMemory.create(key(), size(), mode));
            }
            case FILE -> {
                allow("--size");
                yield close(MappedFile.create(path(), size(), mode));
            }
            case POSIX_SEM -> {
                allow("--value");
                yield close(PosixSemaphore.create(address.name(), value, mode));
            }
            case SYSV_SEM -> {
                allow("--value", "--count");
                yield close(SysVSemaphoreSet.create(key(), mode, values()));
            }
            case MUTEX -> {
                allow();
                yield close(NamedMutex.create(address.name(), mode));
            }
            case POSIX_MQ -> {
                allow("--max-messages", "--message-size");
                yield close(PosixMessageQueue.create(address.name(), maxMessages, messageSize(), mode));
            }
            case SYSV_MQ -> {
                allow();
                yield close(SysVMessageQueue.create(key(), mode));
            }
            case FIFO -> {
                allow();
                Fifo.create(path(), mode);
                yield address.toString();
            }
            default -> throw usage(address.kind() + " objects cannot be created by this command");
        };
    }

    private static String close(Closeable created) throws IOException {
        created.close();
        return created.toString();
    }

    /** An option that means nothing to this kind is a mistake, and not to be passed over. */
    private void allow(String... options) {
        List<String> allowed = Arrays.asList(options);
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!allowed.contains(option.longestName()) && !option.longestName().equals("--mode")) {
                throw usage(option.longestName() + " means nothing to " + address.kind());
            }
        }
    }

    private long size() {
        if (size == null || size < 1) {
            throw usage("memory needs --size, 1 byte or more");
        }
        return size;
    }

    private int messageSize() {
        if (messageSize > Integer.MAX_VALUE) {
            throw usage("too large for a message: " + messageSize);
        }
        return (int) messageSize;
    }

    private int[] values() {
        if (count < 1 || count > MOST_IN_A_SET) {
            throw usage("a set has 1 to " + MOST_IN_A_SET + " semaphores: " + count);
        }
        int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    private SysVKey key() throws IpcException {
        if (address.sysvId().isPresent()) {
            throw usage("the kernel chooses the id; an object without a key is made as " + address.kind() + ":0");
        } else if (address.semaphoreIndex().isPresent()) {
            throw usage("a set is created as a whole: no /INDEX");
        }
        return address.sysvKey();
    }

    private Path path() {
        return Path.of(address.name());
    }
}
