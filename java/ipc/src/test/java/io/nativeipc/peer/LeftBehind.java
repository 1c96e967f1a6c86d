package io.nativeipc.peer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves behind an object with a name of the tests, {@code ipc-test-PID-…}, or the lock file of
 * a ring, including after a skip if the process that would have removed it was killed. .ci/leaks finds more kinds of
 * objects after the whole build, but cannot name the test.
 */
public final class LeftBehind implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(LeftBehind.class);
    private static final String OURS = "ipc-test-" + ProcessHandle.current().pid() + "-";

    /** The folders of this user, wherever the environment places them. */
    private static final List<String> RUNTIME_FOLDERS =
            List.of(System.getenv("XDG_RUNTIME_DIR") + "/native-ipc", "/tmp/native-ipc-" + userId());

    private static Object userId() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return "none";
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(HERE).put(Set.class, objects());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Set<String> left = objects();
        left.removeAll(context.getStore(HERE).get(Set.class, Set.class));
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + String.join(", ", left));
        }
    }

    private static Set<String> objects() {
        Set<String> objects = new TreeSet<>();
        for (String folder : new String[] {"/dev/shm", "/dev/mqueue", "/tmp"}) {
            addFiles(objects, folder, name -> name.contains(OURS));
        }
        for (String folder : RUNTIME_FOLDERS) {
            addFiles(objects, folder, name -> name.endsWith(".lock"));
        }
        return objects;
    }

    private static void addFiles(Set<String> objects, String folder, Predicate<String> wanted) {
        String[] names = new File(folder).list((in, name) -> wanted.test(name));
        for (String name : names == null ? new String[0] : names) {
            objects.add(folder + "/" + name);
        }
    }
}
