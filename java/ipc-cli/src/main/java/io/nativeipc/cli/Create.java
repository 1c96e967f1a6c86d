package io.nativeipc.cli;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.IpcException;
import io.nativeipc.Permissions;
import io.nativeipc.inventory.Limits;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.sysv.SysVKey;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code create}: creates an object and prints its address. */
@Command(
        description = {
            "Create an object, and print its address. For System V, key 0 means IPC_PRIVATE.",
            "On Windows an object other than a file exists only while a process has it open, so this command holds it until stdin ends."
        })
final class Create extends Verb {
    private static final int MOST_IN_A_SET = 32000;

    @Option(
            names = "--size",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "Memory: the size in bytes. Ring: the size of one lane, a power of two.")
    @Nullable
    Long size;

    @Option(
            names = "--mode",
            paramLabel = "M",
            converter = Converters.Mode.class,
            description = "The mode in octal (default 0600).")
    Permissions mode = Permissions.OWNER;

    @Option(names = "--value", paramLabel = "N", description = "Initial value of each semaphore; default 0.")
    int value;

    @Option(names = "--count", paramLabel = "N", description = "sysv-sem: the number of semaphores (default 1).")
    int count = 1;

    @Option(names = "--max-messages", paramLabel = "N", description = "posix-mq: the maximum number of messages.")
    int maxMessages = (int) Limits.number("fs.mqueue.msg_default", 10);

    @Option(
            names = "--message-size",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "posix-mq: the largest message in bytes.")
    long messageSize = Limits.number("fs.mqueue.msgsize_default", 8192);

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description = "ring: the maximum number of producers at a time, 1 to 32 (default 8).")
    int lanes = RingOptions.DEFAULT.laneCount();

    @Option(
            names = "--max-message",
            paramLabel = "N",
            converter = Converters.ByteSize.class,
            description = "ring: the maximum message size in bytes (default: a quarter of a lane).")
    @Nullable
    Long maxMessage;

    @Override
    public Integer call() throws IOException {
        KindVerbs verbs = KindVerbs.of(address);
        if (verbs.creating() == null) {
            throw notHere();
        }
        allow(verbs.options());
        Creation creation = verbs.creating().create(this);
        try (Closeable held = creation.held) {
            Output.print(creation.address + "\n");
            if (held != null) {
                System.err.println(
                        "native-ipc: " + creation.address
                                + " exists while a process has it open. This process keeps it open until its stdin ends or Ctrl-C");
                new Input().transferTo(OutputStream.nullOutputStream());
            }
        }
        return 0;
    }

    /**
     * A created object.
     *
     * @param address the address under which every verb finds the object
     * @param held the object, if it exists only while this process keeps it open; otherwise null
     */
    record Creation(String address, @Nullable Closeable held) {}

    /** Returns an exception that ends the command with status 2. */
    private ParameterException notHere() {
        if (address.kind() == Kind.UNIX || address.kind() == Kind.PIPE) {
            return usage(
                    address + " cannot be created: it exists while a process listens; recv and connect --listen do");
        }
        return usage(
                SystemKinds.CURRENT.kinds().containsKey(address.kind())
                        ? address.kind() + " objects cannot be created by this command"
                        : address + " cannot be created: it is not an object of this machine");
    }

    /** Throws if an option was given that has no meaning for this kind of object. */
    private void allow(List<String> allowed) {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!allowed.contains(option.longestName()) && !option.longestName().equals("--mode")) {
                throw usage(option.longestName() + " does not apply to " + address.kind());
            }
        }
    }

    long size() {
        if (size == null || size < 1) {
            throw usage("memory needs --size, 1 byte or more");
        }
        return size;
    }

    int messageSize() {
        return messageSize(messageSize);
    }

    private int messageSize(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw usage("too large for a message: " + bytes);
        }
        return (int) bytes;
    }

    RingOptions ringOptions() {
        if (mode.mode() != Permissions.OWNER.mode()) {
            throw usage("a ring channel is always 0600: a user who can write to it can destroy its messages");
        }
        RingOptions options = RingOptions.DEFAULT.withLanes(lanes);
        if (size != null) {
            options = options.withLaneCapacity(size);
        }
        return maxMessage == null ? options : options.withMaxMessage(messageSize(maxMessage));
    }

    int[] values() {
        if (count < 1 || count > MOST_IN_A_SET) {
            throw usage("a set has 1 to " + MOST_IN_A_SET + " semaphores: " + count);
        }
        int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    SysVKey key() throws IpcException {
        if (address.sysvId().isPresent()) {
            throw usage("the kernel chooses the id; an object without a key is made as " + address.kind() + ":0");
        } else if (address.semaphoreIndex().isPresent()) {
            throw usage("a set is created as a whole: no /INDEX");
        }
        return SysVKey.of(address);
    }

    Path path() {
        return Path.of(address.name());
    }
}
