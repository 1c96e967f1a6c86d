package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcException;
import io.nativeipc.MappedFile;
import io.nativeipc.MappingOpenOption;
import io.nativeipc.internal.liveness.LockEvents;
import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.LatestValue.WriterState;
import io.nativeipc.memory.LatestValueWriter;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that the locks of what is in a region belong to its position in the object: two parts of a file have locks of
 * their own, and the same part has the same locks, however it was mapped.
 */
public abstract class RegionPositionContract {
    private static final RingOptions OPTIONS = new RingOptions(1, 4096, 600, false);
    private static final int FIRST = 4096 + 64;
    private static final int SECOND = 65_536 + 128;
    private static final int PART = 32_768;
    private static final int SIZE = SECOND + PART;

    private final Path path = Unique.path();
    private final List<MappedFile> regions = new ArrayList<>();

    @BeforeEach
    void createFile() throws IOException {
        regions.add(MappedFile.create(path, SIZE));
    }

    @AfterEach
    void deleteFile() throws IOException {
        for (MappedFile region : regions) {
            region.close();
        }
        Files.delete(path);
    }

    private MappedFile part(int offset, int byteSize) throws IOException {
        return opened(path, MappingOpenOption.part(offset, byteSize));
    }

    private MappedFile opened(Path file, MappingOpenOption... options) throws IOException {
        MappedFile region = MappedFile.open(file, options);
        regions.add(region);
        return region;
    }

    @Test
    void valuesInTwoPartsHaveWritersOfTheirOwn() throws Exception {
        try (LatestValue first = LatestValue.create(part(FIRST, PART), 8);
                LatestValue second = LatestValue.create(part(SECOND, PART), 8);
                LatestValueWriter writer = first.writer()) {
            assertThat(second.writerState()).isEqualTo(WriterState.ABSENT);
            second.writer().close();
            first.unlink();
            try (LatestValue again = LatestValue.open(part(SECOND, 6000));
                    LatestValueWriter other = again.writer()) {
                assertThat(second.writerState()).isEqualTo(WriterState.ALIVE);
                assertThatThrownBy(second::writer)
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("busy: it has a writer");
            }
            second.unlink();
        }
    }

    @Test
    void channelsInTwoPartsHaveConsumersOfTheirOwn() throws Exception {
        try (RingChannel first = RingChannel.create(part(FIRST, PART), OPTIONS);
                RingChannel second = RingChannel.create(part(SECOND, PART), OPTIONS);
                RingConsumer consumer = first.openConsumer();
                RingConsumer other = second.openConsumer()) {
            assertThat(consumer.takeovers() + other.takeovers()).isZero();
            try (RingChannel again = RingChannel.open(part(SECOND, PART - 64))) {
                assertThatThrownBy(again::openConsumer)
                        .isInstanceOf(IpcException.class)
                        .hasMessageContaining("busy");
            }
            first.unlink();
            second.unlink();
        }
    }

    /** The names are made on every system, and used on Windows. */
    @Test
    void theNamesOfEventsFollowFromTheFileAndThePosition() throws Exception {
        String whole = LockEvents.prefix(regions.get(0));
        assertThat(LockEvents.prefix(part(0, PART))).isEqualTo(whole);
        assertThat(LockEvents.prefix(opened(path.getParent().resolve(".").resolve(path.getFileName()))))
                .as("another path")
                .isEqualTo(whole);
        HashSet<String> names = new HashSet<>();
        for (int offset : new int[] {0, 1, 64, 4096, 65_536, SECOND}) {
            names.add(LockEvents.prefix(part(offset, 16)));
            assertThat(LockEvents.prefix(part(offset, 64))).isIn(names);
        }
        assertThat(names).hasSize(6);
    }
}
