package io.nativeipc.cli;

import io.nativeipc.NativeIpc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of arguments as the shell passed them. Java decodes each argument and loses bytes that are not valid in its
 * charset, so the bytes are read from /proc/self/cmdline, which ends with the arguments.
 */
final class RawArguments {
    /** The command line; tests that run many commands in one process set a path that does not exist. */
    static Path commandLine = Path.of("/proc/self/cmdline");

    private RawArguments() {}

    /**
     * Returns the bytes of some arguments.
     *
     * @param all all arguments of main
     * @param wanted some of these arguments, in their order
     */
    static List<byte[]> of(List<String> all, List<String> wanted) throws IOException {
        // On other systems the path could be a file on the current drive that any user may have created.
        List<byte[]> words = NativeIpc.platform().startsWith("linux") ? words(commandLine) : List.of();
        if (!endsWith(words, all)) {
            words = List.of();
        }
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

    /**
     * Returns whether the words end with the arguments of main. They do not if the JVM has read some from a file
     * ({@code @file}).
     */
    private static boolean endsWith(List<byte[]> words, List<String> all) {
        int first = words.size() - all.size();
        boolean same = first >= 0;
        for (int i = 0; same && i < all.size(); i++) {
            String text = all.get(i);
            boolean plain = text.chars().allMatch(c -> c < 0x80 && c != '?'); // else Java may decode it differently
            same = !plain || text.equals(new String(words.get(first + i), StandardCharsets.ISO_8859_1));
        }
        return same;
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
