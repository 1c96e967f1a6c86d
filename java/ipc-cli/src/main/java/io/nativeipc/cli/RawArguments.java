package io.nativeipc.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of arguments as the shell gave them. Java decodes each argument, and what is no text in its charset is lost, so
 * they are looked up in /proc/self/cmdline, whose last words they are.
 */
final class RawArguments {
    /** Tests that run many commands in one process name a file that is absent. */
    static Path commandLine = Path.of("/proc/self/cmdline");

    private RawArguments() {}

    /**
     * The bytes of some arguments.
     *
     * @param all every argument of main
     * @param wanted some of them, in their order
     */
    static List<byte[]> of(List<String> all, List<String> wanted) throws IOException {
        List<byte[]> words = words(commandLine);
        List<byte[]> found = new ArrayList<>();
        int at = 0;
        for (String text : wanted) {
            while (at < all.size() && !all.get(at).equals(text)) {
                at++;
            }
            int word = words.size() - all.size() + at++;
            found.add(word >= 0 && word < words.size() ? words.get(word) : text.getBytes(StandardCharsets.UTF_8));
        }
        return found;
    }

    private static List<byte[]> words(Path commandLine) throws IOException {
        List<byte[]> words = new ArrayList<>();
        if (!Files.exists(commandLine)) {
            return words;
        }
        ByteBuffer rest = ByteBuffer.wrap(Files.readAllBytes(commandLine));
        while (rest.hasRemaining()) {
            int length = 0;
            while (rest.get(rest.position() + length) != 0) {
                length++;
            }
            byte[] word = new byte[length];
            rest.get(word).get();
            words.add(word);
        }
        return words;
    }
}
