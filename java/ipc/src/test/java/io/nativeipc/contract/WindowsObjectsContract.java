package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.NamedMutex;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.NotFoundException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.ring.RingLayout;
import io.nativeipc.ring.RingStatistics;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsAccess;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsEvent.Reset;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsSemaphore;
import io.nativeipc.windows.WindowsSemaphoreOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests semaphores, mutexes and events of Windows in one process. */
@EnabledOnOs(OS.WINDOWS)
public abstract class WindowsObjectsContract {
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = "Local\\" + Unique.name();
    private final String portable = name.substring("Local\\".length());

    @Test
    void aSemaphoreCountsUpToItsMaximum() throws Exception {
        try (WindowsSemaphore semaphore = WindowsSemaphore.create(
                        name, 1, WindowsSemaphoreOption.maximum(2), WindowsAccess.currentUser());
                WindowsSemaphore same = WindowsSemaphore.openOrCreate(name, 9)) {
            assertThat(semaphore.created()).isTrue();
            assertThat(same.created()).isFalse();
            assertThat(semaphore).hasToString("win-sem:" + name);
            assertThat(same.name()).isEqualTo(name);
            semaphore.acquire();
            assertThat(same.tryAcquire()).isFalse();
            assertThat(same.tryAcquire(SHORT)).isFalse();
            semaphore.release();
            semaphore.release();
            assertThatThrownBy(semaphore::release)
                    .hasMessageContaining("ReleaseSemaphore(\"win-sem:" + name + "\"): ERROR_TOO_MANY_POSTS (298)");
            assertThat(same.tryAcquire()).isTrue();
            assertThat(same.tryAcquire(LONG)).isTrue();
            assertThat(same.tryAcquire()).isFalse();
        }
        assertThatThrownBy(() -> WindowsSemaphore.open(name)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void thePortableSemaphoreIsIt() throws Exception {
        try (NamedSemaphore named = NamedSemaphore.create(portable, 0);
                WindowsSemaphore same = WindowsSemaphore.open(name)) {
            assertThat(named).hasToString("win-sem:" + name);
            named.release();
            assertThat(same.tryAcquire()).isTrue();
            NamedSemaphore.unlink(portable);
            assertThat(NamedSemaphore.open(portable).created())
                    .as("there is nothing to unlink")
                    .isFalse();
        }
    }

    @Test
    void statisticsOfAnUnfinishedChannelAreAbsentAtOnce() throws Exception {
        try (FileMapping memory = FileMapping.create(name, 65536)) {
            memory.write(0, ByteBuffer.wrap(RingLayout.MAGIC.getBytes(StandardCharsets.US_ASCII)));
            assertThatThrownBy(() -> RingStatistics.read("/" + portable)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void aManualEventStaysSetAndAnAutomaticOneEndsOneWait() throws Exception {
        try (WindowsEvent event = WindowsEvent.create(name, Reset.MANUAL);
                WindowsEvent same = WindowsEvent.open(name)) {
            assertThat(event.created()).isTrue();
            assertThat(event).hasToString("win-event:" + name);
            assertThat(same.tryAwait()).isFalse();
            event.set();
            same.await();
            assertThat(same.tryAwait()).isTrue();
            assertThat(same.tryAwait(LONG)).isTrue();
            same.reset();
            assertThat(event.tryAwait(SHORT)).isFalse();
        }
        try (WindowsEvent event = WindowsEvent.openOrCreate(name, Reset.AUTOMATIC);
                WindowsEvent same = WindowsEvent.openOrCreate(name, Reset.MANUAL)) {
            assertThat(same.created()).isFalse();
            event.set();
            assertThat(same.tryAwait()).isTrue();
            assertThat(same.tryAwait()).as("reset by the wait that it ended").isFalse();
        }
    }

    @Test
    void aMutexBelongsToItsThreadAndMayBeTakenAgain() throws Exception {
        try (WindowsMutex mutex = WindowsMutex.create(name);
                WindowsMutex same = WindowsMutex.openOrCreate(name)) {
            assertThat(mutex.created()).isTrue();
            assertThat(same.created()).isFalse();
            assertThat(mutex).hasToString("win-mutex:" + name);
            mutex.acquire();
            assertThat(mutex.tryAcquire()).isTrue();
            assertThat(Background.start(() -> same.tryAcquire(SHORT)).result()).isFalse();
            assertThat(Background.start(() -> {
                                mutex.release();
                                return true;
                            })
                            .failure())
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("is not held through this object by the thread");
            assertThatThrownBy(mutex::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is held by the thread");
            mutex.release();
            assertThat(Background.start(() -> same.tryAcquire()).result()).isFalse();
            mutex.release();
            assertThatThrownBy(mutex::release).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(Background.start(() -> {
                                boolean taken = same.tryAcquire();
                                same.release();
                                return taken;
                            })
                            .result())
                    .isTrue();
        }
    }

    @Test
    void theDeathOfTheOwningThreadIsToldOnce() throws Exception {
        try (WindowsMutex mutex = WindowsMutex.create(name);
                NamedMutex same = NamedMutex.open(portable)) {
            assertThat(Background.start(() -> mutex.tryAcquire()).result()).isTrue();
            assertThatThrownBy(() -> same.tryAcquire(LONG))
                    .isInstanceOf(OwnerDiedException.class)
                    .hasMessageContaining("WAIT_ABANDONED (128)")
                    .hasMessageContaining("the caller holds it now");
            same.release();
            assertThat(same.tryAcquire()).as("told once").isTrue();
            same.release();
        }
    }

    @Test
    void afterCloseEveryCallSaysSo() throws IOException {
        WindowsSemaphore semaphore = WindowsSemaphore.create(name, 1);
        semaphore.close();
        semaphore.close();
        assertThatThrownBy(semaphore::tryAcquire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("win-sem:" + name + " is closed");
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(semaphore::sddl).isInstanceOf(IllegalStateException.class);
        WindowsEvent event = WindowsEvent.create(name, Reset.MANUAL);
        event.close();
        assertThatThrownBy(event::set).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(event::await).isInstanceOf(IllegalStateException.class);
        WindowsMutex mutex = WindowsMutex.create(name);
        mutex.close();
        mutex.close();
        assertThatThrownBy(mutex::acquire).isInstanceOf(IllegalStateException.class);
    }
}
