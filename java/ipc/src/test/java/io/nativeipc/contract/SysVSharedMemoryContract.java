package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcException;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.NotFoundException;
import io.nativeipc.Permissions;
import io.nativeipc.Region;
import io.nativeipc.SegmentOpenOption;
import io.nativeipc.internal.unix.Groups;
import io.nativeipc.peer.Peers;
import io.nativeipc.sysv.AttachAddress;
import io.nativeipc.sysv.SegmentStat;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests System V segments within one process: names, sizes, state and life cycle. {@link RegionContract} tests what all
 * regions have in common.
 */
public abstract class SysVSharedMemoryContract extends RegionContract {
    private final SysVKey key = Unique.key();

    @AfterEach
    void removeSegment() throws IOException {
        try {
            SysVSharedMemory.remove(key);
        } catch (NotFoundException removed) {
            // already removed by the test
        }
    }

    @Override
    Region createRegion(long byteSize) throws IOException {
        return SysVSharedMemory.create(key, byteSize);
    }

    @Override
    Region openRegion() throws IOException {
        return SysVSharedMemory.open(key);
    }

    @Override
    Region openRegionReadOnly() throws IOException {
        return SysVSharedMemory.open(key, MemoryOpenOption.READ_ONLY);
    }

    @Test
    void theSizeIsWhatTheCreatorAskedForAndThePagesAreTheKernels() throws IOException {
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 100)) {
            assertThat(segment.created()).isTrue();
            assertThat(segment.byteSize()).isEqualTo(100);
        }
        try (SysVSharedMemory segment = SysVSharedMemory.open(key, MemoryOpenOption.atLeast(50))) {
            assertThat(segment.created()).isFalse();
            assertThat(segment.byteSize()).isEqualTo(100);
        }
    }

    @Test
    void openOrCreateTellsWhichItWas() throws IOException {
        try (SysVSharedMemory first = SysVSharedMemory.openOrCreate(key, 64);
                SysVSharedMemory second = SysVSharedMemory.openOrCreate(key, 64)) {
            assertThat(first.created()).isTrue();
            assertThat(second.created()).isFalse();
            assertThat(second.id()).isEqualTo(first.id());
            first.buffer().putInt(0, 42);
            assertThat(second.buffer().getInt(0)).isEqualTo(42);
        }
    }

    @Test
    void aPrivateSegmentIsFoundByItsIdAlone() throws IOException {
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, 64)) {
            assertThat(segment).hasToString("sysv-shm:id=" + segment.id());
            segment.buffer().putInt(0, 7);
            try (SysVSharedMemory same = SysVSharedMemory.attach(segment.id());
                    SysVSharedMemory readOnly = SysVSharedMemory.attach(segment.id(), MemoryOpenOption.READ_ONLY)) {
                assertThat(same.buffer().getInt(0)).isEqualTo(7);
                assertThat(readOnly.isReadOnly()).isTrue();
                assertThat(readOnly.buffer().getInt(0)).isEqualTo(7);
            }
            segment.remove();
        }
    }

    /** With JNA a range stays in use until its buffers are collected, so each test has its own. */
    @Test
    void aSegmentIsAttachedWhereItIsAskedFor() throws IOException {
        long here = 0x6000_0000_0000L;
        AttachAddress there = new AttachAddress(0x6100_0000_0000L);
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 100, new AttachAddress(here), Permissions.OWNER)) {
            assertThat(segment.address()).isEqualTo(here);
            segment.buffer().putLong(0, here + 8).putInt(8, 42);
            try (SysVSharedMemory second = SysVSharedMemory.open(key, there, MemoryOpenOption.READ_ONLY)) {
                assertThat(second.address()).isEqualTo(there.address());
                assertThat(second.isReadOnly()).isTrue();
                assertThat(second.buffer().getInt(8)).isEqualTo(42);
                for (SegmentOpenOption taken : List.of(new AttachAddress(here), there)) {
                    assertThatThrownBy(() -> SysVSharedMemory.attach(segment.id(), taken))
                            .isInstanceOf(IpcException.class)
                            .hasMessageStartingWith("shmat(\"sysv-shm:id=" + segment.id() + "\"): EINVAL")
                            .hasMessageContaining("the range 0x")
                            .hasMessageContaining("is in use in this process: /SYSV");
                }
            }
            assertThat(segment.stat().attached()).isEqualTo(1);
        }
    }

    @Test
    void anAddressThatNoProcessHasIsNamed() throws IOException {
        AttachAddress nowhere = new AttachAddress(0x4000_0000_0000_0000L);
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 4096)) {
            assertThatThrownBy(() -> SysVSharedMemory.attach(segment.id(), nowhere))
                    .isExactlyInstanceOf(IpcException.class)
                    .hasMessageStartingWith("shmat(\"sysv-shm:id=" + segment.id() + "\"): ")
                    .hasMessageContaining("the range 0x4000000000000000 to 0x4000000000001000 ");
            assertThat(segment.stat().attached()).isEqualTo(1);
        }
    }

    @Test
    void aSegmentThatCannotBeAttachedWhereItIsAskedForIsNotCreated() throws IOException {
        AttachAddress taken = new AttachAddress(0x6200_0000_0000L);
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, 8192, taken)) {
            segment.remove();
            assertThatThrownBy(() -> SysVSharedMemory.create(key, 4096, new AttachAddress(taken.address() + 4096)))
                    .hasMessageContaining("shmat(\"sysv-shm:" + key + "\"): EINVAL")
                    .hasMessageContaining("the range 0x620000001000 to 0x620000002000 is in use");
            assertThatThrownBy(() -> SysVSharedMemory.open(key)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> SysVSharedMemory.openOrCreate(key, 4096, taken))
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> SysVSharedMemory.open(key)).isInstanceOf(NotFoundException.class);
            assertThat(segment.buffer().getLong(0)).isZero();
        }
    }

    @Test
    void statTellsWhatTheKernelKnows() throws IOException {
        Instant before = Instant.now().minus(Duration.ofSeconds(2));
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 100, Permissions.of("rw-r-----"))) {
            int pid = (int) ProcessHandle.current().pid();
            SegmentStat stat = segment.stat();
            assertThat(stat.key()).isEqualTo(key);
            assertThat(stat.id()).isEqualTo(segment.id());
            assertThat(stat.byteSize()).isEqualTo(100);
            assertThat(stat.attached()).isEqualTo(1);
            assertThat(stat.creatorPid()).isEqualTo(pid);
            assertThat(stat.lastPid()).isEqualTo(pid);
            assertThat(stat.perm().mode()).isEqualTo(0640);
            assertThat(stat.perm().uid()).isEqualTo(stat.perm().creatorUid());
            assertThat(stat.attachTime()).isAfter(before);
            assertThat(stat.detachTime()).isEqualTo(Instant.EPOCH);
            assertThat(stat.changeTime()).isAfter(before);
            try (SysVSharedMemory second = SysVSharedMemory.open(key)) {
                assertThat(second.stat().attached()).isEqualTo(2);
            }
            assertThat(segment.stat().attached()).isEqualTo(1);
            segment.close();
            assertThat(segment.stat().attached()).as("attached after close").isZero();
        }
    }

    @Test
    void removeTakesTheKeyAndLeavesTheMemoryToThoseWhoHaveIt() throws IOException {
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 64)) {
            segment.buffer().putInt(0, 1);
            segment.remove();
            assertThatThrownBy(() -> SysVSharedMemory.open(key)).isInstanceOf(NotFoundException.class);
            assertThat(segment.buffer().getInt(0)).isEqualTo(1);
            int id = segment.id();
            segment.close();
            assertThatThrownBy(() -> SysVSharedMemory.attach(id))
                    .hasMessageContaining("shmctl(\"sysv-shm:id=" + id + "\"): EINVAL");
        }
    }

    @Test
    void permissionsCanBeChanged() throws IOException {
        Peers.OTHER_USER.require(); // only root can assign a group of which it is not a member
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 64)) {
            assertThat(segment.stat().perm().mode()).isEqualTo(0600);
            segment.setPermissions(Permissions.of("rw-rw----").withGroup(12345));
            assertThat(segment.stat().perm().mode()).isEqualTo(0660);
            assertThat(segment.stat().perm().gid()).isEqualTo(12345);
        }
    }

    @Test
    void aGroupIsSetAtCreation() throws IOException {
        Peers.OTHER_USER.require(); // only root can assign a group of which it is not a member
        Permissions staff = Permissions.of("rw-rw----").withGroup("daemon");
        try (SysVSharedMemory segment = SysVSharedMemory.create(key, 64, staff)) {
            assertThat(segment.stat().perm().gid())
                    .isEqualTo(Groups.idOf(staff))
                    .isNotZero();
        }
    }

    @Test
    void ftokMeetsOtherPrograms() throws IOException {
        Path file = Files.createFile(Unique.path());
        try {
            SysVKey first = SysVKey.ftok(file, 'A');
            assertThat(SysVKey.ftok(file, 'A')).isEqualTo(first);
            assertThat(SysVKey.ftok(file, 'B')).isNotEqualTo(first);
            assertThat(first.value() >>> 24).isEqualTo('A');
        } finally {
            Files.delete(file);
        }
    }
}
