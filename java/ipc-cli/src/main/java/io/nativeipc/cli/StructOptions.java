package io.nativeipc.cli;

import io.nativeipc.IpcException;
import io.nativeipc.memory.Abi;
import io.nativeipc.memory.Struct;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which C struct lies in memory. */
final class StructOptions {
    /** The name that a struct without one gets. */
    private static final String UNNAMED = "unnamed";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = {
                "The memory is a C struct: the name of one in --header,",
                "or its declaration: 'struct { int id; double price; }'."
            })
    @Nullable
    String as;

    @Option(
            names = "--header",
            paramLabel = "FILE",
            description = "The C header with the struct, or - for stdin, as in cc -E x.h | native-ipc read ...")
    @Nullable
    String header;

    @Option(
            names = "--abi",
            paramLabel = "ABI",
            converter = AbiWord.class,
            description = "The system and processor of the C program, such as linux-i386 (default: this machine's).")
    @Nullable
    Abi abi;

    /** Converts {@code linux-x86_64}. */
    static final class AbiWord implements ITypeConverter<Abi> {
        @Override
        public Abi convert(String text) {
            StringBuilder known = new StringBuilder();
            for (Abi abi : Abi.values()) {
                String word = abi.name().toLowerCase(Locale.ROOT).replaceFirst("_", "-");
                if (word.equals(text)) {
                    return abi;
                }
                known.append(known.length() == 0 ? "" : ", ").append(word);
            }
            throw new TypeConversionException("no such ABI: \"" + text + "\"; there are " + known);
        }
    }

    /** Returns the struct that the options name; null if there is no {@code --as}. */
    @Nullable
    Struct struct(Verb verb) throws IOException {
        if (as == null) {
            if (header != null || abi != null) {
                throw verb.usage("--header and --abi describe the struct of --as: give --as too");
            }
            return null;
        } else if (as.contains("{")) {
            if (header != null) {
                throw verb.usage("--as has the declaration: --header is not needed");
            }
            return parse("typedef " + as.strip().replaceFirst(";$", "") + " " + UNNAMED + ";", UNNAMED, abi);
        } else if (header == null) {
            throw verb.usage(
                    "--as " + as + " is the name of a struct: give --header FILE, or a declaration: 'struct { … }'");
        }
        return parse(text(header), as, abi);
    }

    static Struct parse(String declarations, String name, @Nullable Abi abi) {
        return Struct.parse(declarations, name, Objects.requireNonNullElseGet(abi, Abi::current));
    }

    /** Returns a header as text. The bytes of comments and strings need not be UTF-8. */
    static String text(String file) throws IOException {
        if (file.equals("-")) {
            return new String(new Input().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException absent) {
            throw new IpcException(file, "absent", "there is no such file");
        }
    }
}
