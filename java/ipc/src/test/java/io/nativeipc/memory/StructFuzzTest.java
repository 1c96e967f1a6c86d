package io.nativeipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares random structs with every compiler of this machine: sizes, offsets, and values both ways. */
@Tag("full")
class StructFuzzTest {
    private static final long SEED = Long.getLong("nativeipc.structs.seed", 15);
    private static final int ROUNDS = Integer.getInteger("nativeipc.structs.rounds", 24);
    private static final int STRUCTS = 50;
    private static final String INCLUDES = "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n";

    @TempDir
    private Path folder;

    static Stream<CCompiler> compilers() {
        return CCompiler.present().stream();
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void randomStructs(CCompiler compiler) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            RandomStructs structs = new RandomStructs(random, compiler.abi(), round % 3 != 0);
            for (int i = 0; i < STRUCTS; i++) {
                structs.add();
            }
            List<Struct> parsed = new ArrayList<>();
            for (String name : structs.names()) {
                parsed.add(Struct.parse(structs.text(), name, compiler.abi()));
            }
            List<String> wrong = new CompilerAnswers(compiler, parsed, random)
                    .differences(INCLUDES + structs.text(), "struct %s", folder);
            assertThat(wrong).as("seed %d%n%s", seed, structs.text()).isEmpty();
        }
    }

    @Test
    void everyCompilerIsPresentWhereAllPeersAreRequired() {
        List<String> names = CCompiler.present().stream().map(CCompiler::name).toList();
        assertThat(names).contains("cc");
        if ("required".equals(System.getProperty("nativeipc.peers"))) {
            assertThat(names).contains("mingw", "zig x86_64-linux-gnu", "zig x86-linux-gnu", "zig aarch64-linux-gnu");
        }
    }
}
