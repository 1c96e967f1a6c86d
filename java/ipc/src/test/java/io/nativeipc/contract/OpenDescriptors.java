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

/** What this process has open of the kinds that the JVM opens none of behind a test's back. */
final class OpenDescriptors {
    private final List<String> before = open();

    /**
     * Fails if more is open than when this object was made. Less may be: what an earlier test's child wrote to is
     * closed by the JVM in its own time.
     */
    void assertNoMore() {
        List<String> more = new ArrayList<>(open());
        before.forEach(more::remove);
        assertThat(more).isEmpty();
    }

    /** A file, open for reading and writing. */
    static Descriptor of(Path file) throws IpcException {
        return Descriptor.of(Native.shim().ipc_open(file.toString(), Constants.O_RDWR, 0));
    }

    /** The files behind the descriptors, each as often as there are descriptors of it. */
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

    /** The listing's own descriptor is listed, and is gone. */
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
