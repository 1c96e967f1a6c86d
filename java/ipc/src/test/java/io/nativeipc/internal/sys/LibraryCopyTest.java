package io.nativeipc.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests where the copy of the library for Windows is kept. */
class LibraryCopyTest {
    private static final String TEMPORARY = "nativeipc.tmpdir";
    private static final byte[] LIBRARY = {1, 2, 3};
    private static final byte[] FOREIGN = {6, 6, 6};
    private static final int ANOTHER_USER = 65534;

    @TempDir
    Path temporary;

    private String before = "";

    @BeforeEach
    void useTheFolder() {
        before = System.getProperty(TEMPORARY, "");
        System.setProperty(TEMPORARY, temporary.toString());
    }

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(TEMPORARY);
        } else {
            System.setProperty(TEMPORARY, before);
        }
    }

    private static Path load() {
        return LibraryCopy.load(
                LIBRARY,
                Platform.WINDOWS_X86_64,
                () -> {
                    throw new AssertionError("Windows has no memfd");
                },
                path -> path);
    }

    @Test
    void oneCopyIsKeptAndUsedAgain() throws IOException {
        Path first = load();
        assertThat(first).hasBinaryContent(LIBRARY).hasFileName("native_ipc.dll");
        assertThat(load()).isEqualTo(first);
        try (Stream<Path> all = Files.list(temporary)) {
            assertThat(all).containsExactly(first.getParent());
        }
        try (Stream<Path> all = Files.list(first.getParent())) {
            assertThat(all).containsExactly(first);
        }
    }

    /** What another process has in place of the folder or of the copy. */
    enum Foreign {
        FOLDER_OF_ANOTHER {
            @Override
            void make(Path copy) throws IOException {
                own(copy.getParent());
            }
        },
        FOLDER_AND_COPY_OF_ANOTHER {
            @Override
            void make(Path copy) throws IOException {
                Files.write(copy, FOREIGN);
                own(copy);
                own(copy.getParent());
            }
        },
        COPY_OF_ANOTHER {
            @Override
            void make(Path copy) throws IOException {
                own(copy);
            }
        },
        ANOTHER_COPY {
            @Override
            void make(Path copy) throws IOException {
                Files.write(copy, FOREIGN);
            }
        },
        COPY_IS_A_LINK {
            @Override
            void make(Path copy) throws IOException {
                Path target = copy.getParent().resolveSibling("target");
                Files.move(copy, target);
                Files.createSymbolicLink(copy, target);
            }
        },
        COPY_IS_A_DANGLING_LINK {
            @Override
            void make(Path copy) throws IOException {
                Files.delete(copy);
                Files.createSymbolicLink(copy, copy.resolveSibling("absent"));
            }
        },
        FOLDER_IS_A_LINK {
            @Override
            void make(Path copy) throws IOException {
                Path folder = copy.getParent();
                Path target = folder.resolveSibling("target");
                Files.move(folder, target);
                Files.createSymbolicLink(folder, target);
            }
        },
        FOLDER_IS_A_FILE {
            @Override
            void make(Path copy) throws IOException {
                Files.delete(copy);
                Files.delete(copy.getParent());
                Files.createFile(copy.getParent());
            }
        };

        abstract void make(Path copy) throws IOException;

        private static void own(Path path) throws IOException {
            Files.setAttribute(path, "unix:uid", ANOTHER_USER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyAFileOfThisUserIsLoaded(Foreign foreign) throws IOException {
        Path copy = load();
        try {
            foreign.make(copy);
        } catch (IOException e) {
            assumeTrue(!foreign.name().endsWith("_OF_ANOTHER"), "only root gives files away");
            throw e;
        }
        Path loaded = load();
        assertThat(loaded).hasBinaryContent(LIBRARY).isRegularFile();
        assertThat(Files.isSymbolicLink(loaded)).isFalse();
        assertThat(Files.getOwner(loaded)).isEqualTo(Files.getOwner(temporary));
        assertThat(Files.getOwner(loaded.getParent())).isEqualTo(Files.getOwner(temporary));
        boolean folder = foreign.name().startsWith("FOLDER_");
        assertThat(loaded.getParent().equals(copy.getParent())).isEqualTo(!folder);
        assertThat(Files.isSymbolicLink(loaded.getParent())).isFalse();
    }
}
