package io.nativeipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Addresses that no other run uses. After each test, the objects that the command created under them are removed. */
final class Names implements AfterEachCallback {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final long PID = ProcessHandle.current().pid();

    private final Deque<String> created = new ArrayDeque<>();

    /** Returns {@code /ipc-test-<pid>-cli<n>}. */
    String posix() {
        return "/ipc-test-" + PID + "-cli" + NEXT.incrementAndGet();
    }

    /** Returns {@code 0x5e…}, a key that no other process uses. */
    String key() {
        return String.format("0x%08x", 0x5e000000L | (PID & 0xffff) << 8 | (NEXT.incrementAndGet() & 0xff));
    }

    String path() {
        return Path.of(System.getProperty("java.io.tmpdir")) + posix();
    }

    /** Returns a new name for an object of this kind. */
    String address(String kind) {
        return kind + ":"
                + (kind.startsWith("sysv")
                        ? key()
                        : kind.startsWith("posix") || kind.equals("ring")
                                ? posix()
                                : kind.equals("mutex") ? posix().substring(1) : path());
    }

    /** Creates an object with the command, and returns its address. */
    String create(String kind, String... options) {
        return createAt(address(kind), options);
    }

    /** Does the same in a process that has ended when this method returns. */
    String createAlone(String kind, String... options) {
        return created(Command.runAlone(words(address(kind), options)));
    }

    String createAt(String address, String... options) {
        return created(Command.run(words(address, options)));
    }

    private static String[] words(String address, String... options) {
        String[] words = new String[options.length + 2];
        words[0] = "create";
        words[1] = address;
        System.arraycopy(options, 0, words, 2, options.length);
        return words;
    }

    private String created(Command.Result result) {
        String printed = result.ok().strip();
        created.push(printed);
        return printed;
    }

    /** Removes an address from the list because the test itself removed the object. */
    void removed(String address) {
        assertThat(created.remove(address)).isTrue();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        while (!created.isEmpty()) {
            Command.run("rm", created.pop()).ok();
        }
    }
}
