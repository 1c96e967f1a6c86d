package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.internal.sys.Constants;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.posix.Descriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The open descriptors of this process, of those kinds that the JVM does not open on its own. */
final class OpenDescriptors {
    private final List<String> before = open();

    /**
     * Fails if more descriptors are open than when this object was created. Fewer may be open, because the JVM closes
     * the pipes of an earlier test's child process at a later time.
     */
    void assertNoMore() {
        List<String> more = new ArrayList<>(open());
        before.forEach(more::remove);
        assertThat(more).isEmpty();
    }

    /** Opens a file for reading and writing. */
    static Descriptor of(Path file) throws IpcException {
        return Descriptor.of(Native.shim().ipc_open(file.toString(), Constants.O_RDWR, 0));
    }

    /** {@return the files of the descriptors, each as often as it has descriptors} */
    static List<String> open() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(OpenDescriptors::file)
                    .filter(file -> file.matches("socket:.*|pipe:.*|/memfd:.*|.*ipc-test-.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return the descriptor's file, or an empty string if the descriptor is closed, like that of the listing itself}
     */
    private static String file(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
