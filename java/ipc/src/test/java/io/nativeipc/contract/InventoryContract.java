package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NotFoundException;
import io.nativeipc.inventory.Accounts;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.inventory.Limits;
import io.nativeipc.inventory.Listing;
import io.nativeipc.inventory.Liveness;
import io.nativeipc.inventory.ObjectInfo;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingOptions;
import io.nativeipc.sysv.SysVKey;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The inventory: each kind of object is listed, found and removed, whatever class created it. */
public abstract class InventoryContract {
    private static final Set<Kind> LISTED = EnumSet.of(
            Kind.POSIX_SHM,
            Kind.SYSV_SHM,
            Kind.POSIX_SEM,
            Kind.SYSV_SEM,
            Kind.MUTEX,
            Kind.POSIX_MQ,
            Kind.SYSV_MQ,
            Kind.RING);

    /** Mapped files are the user's data, and no list has them. */
    private static final Set<Kind> UNRECORDED = EnumSet.of(Kind.FILE);

    private static Closeable create(Kind kind) throws Exception {
        return switch (kind) {
            case POSIX_SHM -> PosixSharedMemory.create(Unique.posixName(), 64);
            case SYSV_SHM -> SysVSharedMemory.create(SysVKey.PRIVATE, 64);
            case POSIX_SEM -> PosixSemaphore.create(Unique.posixName(), 1);
            case SYSV_SEM -> SysVSemaphoreSet.create(Unique.key(), new int[] {1, 2});
            case MUTEX -> NamedMutex.create(Unique.name());
            case POSIX_MQ -> PosixMessageQueue.create(Unique.posixName(), 1, 8);
            case SYSV_MQ -> SysVMessageQueue.create(Unique.key());
            case RING -> RingChannel.create(Unique.posixName(), RingOptions.DEFAULT.withLanes(1));
            case FILE -> MappedFile.create(Unique.path(), 64);
            case UNIX -> UnixServerSocket.create(Unique.path());
            case PIPE -> NamedPipeServer.create(Unique.name());
            default -> {
                Path path = Unique.path();
                Fifo.create(path);
                yield new Closeable() {
                    @Override
                    public void close() {}

                    @Override
                    public String toString() {
                        return "fifo:" + path;
                    }
                };
            }
        };
    }

    private static List<String> addresses(Listing listing) {
        return listing.objects().stream().map(ObjectInfo::toString).collect(Collectors.toList());
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"WIN_MAP", "WIN_SEM", "WIN_MUTEX", "WIN_EVENT", "ZMQ", "ZMQ_IPC", "AMQP"})
    void anObjectIsListedFoundAndRemoved(Kind kind) throws Exception {
        IpcAddress address;
        try (Closeable created = create(kind)) {
            address = IpcAddress.parse(created.toString());
            ObjectInfo object = Inventory.find(address, Inventory.Option.HOLDERS);
            assertThat(object.address()).isEqualTo(address);
            assertThat(object.owner()).hasValue(Accounts.currentUser());
            assertThat(object.mode()).hasValue(0600);
            assertThat(object.originUnknown()).isEmpty();
            assertThat(object.leftover()).hasValue(false);
            if (!UNRECORDED.contains(kind)) {
                assertThat(object.creator()).hasValueSatisfying(creator -> {
                    assertThat(creator.pid()).isEqualTo(ProcessHandle.current().pid());
                    assertThat(creator.state()).isEqualTo(Liveness.State.ALIVE);
                    assertThat(creator.proof()).isEqualTo("lock");
                });
            }
            assertThat(Inventory.listable().contains(kind)).isEqualTo(LISTED.contains(kind));
            if (LISTED.contains(kind)) {
                Listing listing = Inventory.list(Set.of(kind));
                if (kind == Kind.POSIX_MQ && Limits.queueFolder().isEmpty()) {
                    assertThat(listing.gaps()).singleElement().asString().contains("/dev/mqueue is not mounted");
                } else {
                    assertThat(addresses(listing)).contains(address.toString());
                }
                assertThat(addresses(Inventory.list(EnumSet.complementOf(EnumSet.of(kind)))))
                        .doesNotContain(address.toString());
            }
            Inventory.require(address);
            Inventory.remove(address);
        }
        assertThatThrownBy(() -> Inventory.find(address)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Inventory.require(address)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Inventory.remove(address)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aListingHasTheKindsInTheirOrder() throws Exception {
        assertThat(Inventory.listable())
                .containsExactlyElementsOf(List.of(
                        Kind.POSIX_SHM,
                        Kind.SYSV_SHM,
                        Kind.POSIX_SEM,
                        Kind.SYSV_SEM,
                        Kind.MUTEX,
                        Kind.POSIX_MQ,
                        Kind.SYSV_MQ,
                        Kind.RING));
        try (Closeable set = create(Kind.SYSV_SEM);
                Closeable memory = create(Kind.POSIX_SHM)) {
            assertThat(addresses(Inventory.list(EnumSet.of(Kind.SYSV_SEM, Kind.POSIX_SHM))))
                    .containsSubsequence(memory.toString(), set.toString());
            Inventory.remove(IpcAddress.parse(set.toString()));
            Inventory.remove(IpcAddress.parse(memory.toString()));
        }
    }

    @Test
    void aSemaphoreThatTheSetDoesNotHaveIsNotFound() throws Exception {
        try (Closeable set = create(Kind.SYSV_SEM)) {
            Inventory.require(IpcAddress.parse(set + "/1"));
            assertThatThrownBy(() -> Inventory.require(IpcAddress.parse(set + "/2")))
                    .hasMessageContaining("no such semaphore")
                    .hasMessageContaining("the set has 2 semaphores");
            Inventory.remove(IpcAddress.parse(set.toString()));
        }
    }

    @Test
    void anObjectOfAnotherKindIsNotTouched() throws Exception {
        try (Closeable fifo = create(Kind.FIFO)) {
            IpcAddress file = IpcAddress.parse(fifo.toString().replace("fifo:", "file:"));
            assertThatThrownBy(() -> Inventory.find(file)).hasMessageContaining("not a file");
            assertThatThrownBy(() -> Inventory.remove(file)).hasMessageContaining("not a file");
            Inventory.remove(IpcAddress.parse(fifo.toString()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WIN_MAP", "WIN_SEM", "WIN_MUTEX", "WIN_EVENT"})
    void whatThisSystemDoesNotHaveIsRejected(Kind kind) {
        IpcAddress address = new IpcAddress(kind, "name");
        assertThatIllegalArgumentException().isThrownBy(() -> Inventory.find(address));
        assertThatIllegalArgumentException().isThrownBy(() -> Inventory.remove(address));
    }

    @Test
    void objectsCountTowardsTheirLimit() throws Exception {
        try (SysVSharedMemory segment = SysVSharedMemory.create(SysVKey.PRIVATE, 64)) {
            assertThat(Limits.used("kernel.shmmni").orElseThrow()).isPositive();
            assertThat(Limits.number("kernel.shmmni", -1)).isPositive();
            segment.remove();
        }
        assertThat(Limits.used("kernel.shmmax")).isEmpty();
        assertThat(Limits.value("kernel.absent")).isEqualTo("unknown");
        assertThat(Limits.queueBytes()).isPositive();
    }
}
