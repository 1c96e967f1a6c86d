package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.internal.sys.Shim;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.UnixServerSocket;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another process replaces a new object's name while its creator has not finished. What it put there stays. */
public abstract class ReplacedNameContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FOREIGN = "precious";

    /** The objects whose creation can fail after they have their name. */
    enum Kind {
        SOCKET {
            @Override
            Closeable create(Path path) throws IOException {
                return UnixServerSocket.create(path);
            }
        },
        MAPPED_FILE {
            @Override
            Closeable create(Path path) throws IOException {
                return MappedFile.create(path, Long.MAX_VALUE / 2); // fails for lack of space
            }
        },
        SEMAPHORE {
            @Override
            Path path() {
                return Path.of("/dev/shm/sem." + Unique.posixName().substring(1));
            }

            @Override
            Closeable create(Path path) throws IOException {
                String name = path.getFileName().toString();
                return PosixSemaphore.create("/" + name.substring("sem.".length()), 1);
            }
        };

        Path path() {
            return Unique.path();
        }

        abstract Closeable create(Path path) throws IOException;
    }

    /**
     * The object is replaced at another point in each round, and in some rounds only after its creation has ended. A
     * foreign file that takes the name between the comparison and unlink(2) is lost: Linux cannot compare and unlink in
     * one step. Without the comparison every file is lost.
     */
    @ParameterizedTest
    @EnumSource
    void whatTookTheNameOfAnUnfinishedObjectStays(Kind kind) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int replaced = 0;
        int lost = 0;
        for (int round = 0; replaced < 20; round++) {
            assertThat(System.nanoTime())
                    .as("%s rounds, %s replaced", round, replaced)
                    .isLessThan(end);
            Path path = kind.path();
            Path foreign = path.resolveSibling(path.getFileName() + "-f");
            Files.writeString(foreign, FOREIGN);
            try {
                if (replacedWhileCreated(kind, path, foreign)) {
                    replaced++;
                    if (Files.exists(path)) {
                        assertThat(path).hasContent(FOREIGN);
                    } else {
                        lost++;
                    }
                }
            } finally {
                Files.deleteIfExists(path);
                Files.deleteIfExists(foreign);
            }
        }
        assertThat(lost).as("files lost of %s", replaced).isLessThanOrEqualTo(replaced / 4);
    }

    /** Returns whether the creation failed, with the foreign file in its place. */
    private static boolean replacedWhileCreated(Kind kind, Path path, Path foreign) throws Exception {
        AtomicBoolean watching = new AtomicBoolean();
        AtomicBoolean moved = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        Thread replacing = new Thread(() -> {
            ByteBuffer stat = ByteBuffer.allocateDirect(Shim.STAT_FIELDS * Long.BYTES);
            watching.set(true);
            while (Native.shim().ipc_lstat(path.toString(), stat) < 0) {
                if (over.get()) {
                    return;
                }
            }
            try {
                Files.move(foreign, path, StandardCopyOption.ATOMIC_MOVE);
                moved.set(true);
            } catch (IOException lost) {
                // reported by the result
            }
        });
        replacing.start();
        while (!watching.get()) {
            Thread.onSpinWait();
        }
        try (Closeable created = kind.create(path)) {
            return created == null;
        } catch (IpcException refused) {
            over.set(true);
            replacing.join();
            return moved.get();
        } finally {
            over.set(true);
            replacing.join();
        }
    }
}
