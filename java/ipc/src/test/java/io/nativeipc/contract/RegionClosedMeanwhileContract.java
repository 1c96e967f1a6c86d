package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.MappedFile;
import io.nativeipc.Region;
import io.nativeipc.internal.journal.RuntimeFolder;
import io.nativeipc.internal.region.MappedMemory;
import io.nativeipc.internal.region.Regions;
import io.nativeipc.memory.LatestValue;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests a region that is closed while something in it is created or opened: at each of the call's uses of the region in
 * turn. No lock and no descriptor may be left, and after a creation that failed another one succeeds.
 */
public abstract class RegionClosedMeanwhileContract {
    private static final RingOptions OPTIONS = new RingOptions(1, 4096, 600, false);
    private static final int SIZE = 1 << 16;
    private static final int MOST_USES = 200;

    /** A region that is closed at its n-th use. */
    private static final class Closing implements Region {
        static {
            Regions.register(Closing.class, Closing::use);
        }

        private final MappedFile region;
        private int left;

        private Closing(MappedFile region, int uses) {
            this.region = region;
            this.left = uses;
        }

        private MappedMemory use() {
            if (left-- == 0) {
                close();
            }
            return Regions.memoryOf(region);
        }

        @Override
        public void close() {
            region.close();
        }

        @Override
        public String toString() {
            return region.toString();
        }
    }

    private interface Call {
        Closeable on(Region region) throws IOException;
    }

    private record Row(String what, Call before, boolean creates, Call call) {}

    @TestFactory
    Stream<DynamicTest> nothingIsLeftBehind() {
        return Stream.of(
                        new Row("create a value", null, true, region -> LatestValue.create(region, 8)),
                        new Row("create by openOrCreate", null, true, region -> LatestValue.openOrCreate(region, 8)),
                        new Row("open a value", region -> LatestValue.create(region, 8), false, LatestValue::open),
                        new Row(
                                "open by openOrCreate",
                                region -> LatestValue.create(region, 8),
                                false,
                                region -> LatestValue.openOrCreate(region, 8)),
                        new Row("create a channel", null, true, region -> RingChannel.create(region, OPTIONS)),
                        new Row(
                                "open a channel",
                                region -> RingChannel.create(region, OPTIONS),
                                false,
                                RingChannel::open),
                        new Row("clean a channel up", region -> RingChannel.create(region, OPTIONS), false, region -> {
                            RingChannel.cleanUp(region);
                            return () -> {};
                        }))
                .map(row -> DynamicTest.dynamicTest(row.what, () -> {
                    int uses = 0;
                    while (isClosedMeanwhile(row, uses)) {
                        uses++;
                        assertThat(uses).isLessThan(MOST_USES);
                    }
                    assertThat(uses).isPositive();
                }));
    }

    /** Returns whether the call made so many uses of the region. */
    private static boolean isClosedMeanwhile(Row row, int uses) throws IOException {
        Path path = Unique.path();
        try (MappedFile file = MappedFile.create(path, SIZE);
                MappedFile other = MappedFile.open(path)) {
            if (row.before != null) {
                row.before.on(other).close();
            }
            String word = "-" + Files.getAttribute(path, "unix:ino") + "-0.lock";
            Closing closing = new Closing(file, uses);
            boolean failed = false;
            try {
                row.call.on(closing).close();
            } catch (IllegalStateException closed) {
                assertThat(file.isOpen()).isFalse();
                failed = true;
            }
            assertThat(descriptors(word)).as("descriptors after %d uses", uses).isEmpty();
            if (row.creates && failed) {
                row.call.on(other).close(); // the memory, and a lock file that may be there, serve the next creator
            }
            for (Path lock : lockFiles(word)) {
                Files.delete(lock);
            }
            return closing.left < 0;
        } finally {
            Files.delete(path);
        }
    }

    private static List<Path> descriptors(String word) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(link -> target(link).endsWith(word)).toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static List<Path> lockFiles(String word) throws IOException {
        try (Stream<Path> all = Files.list(RuntimeFolder.path())) {
            return all.filter(file -> file.toString().endsWith(word)).toList();
        }
    }
}
