package io.nativeipc.internal.region;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nativeipc.Region;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.memory.SharedWord;
import io.nativeipc.ring.RingChannel;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tests that a region implemented by a program is rejected before any of its methods is called. */
class ForeignRegionTest {
    private static final Region FOREIGN = (Region) Proxy.newProxyInstance(
            Region.class.getClassLoader(), new Class<?>[] {Region.class}, (proxy, method, args) -> {
                throw new AssertionError(method + " was called");
            });

    @TestFactory
    Stream<DynamicTest> isRefused() {
        return Stream.of(
                row("view", () -> Regions.viewOf(FOREIGN)),
                row("memory", () -> Regions.memoryOf(FOREIGN)),
                row("create a channel", () -> RingChannel.create(FOREIGN)),
                row("open a channel", () -> RingChannel.open(FOREIGN)),
                row("clean a channel up", () -> RingChannel.cleanUp(FOREIGN)),
                row("mutex", () -> SharedMutex.at(FOREIGN, 0)),
                row("semaphore", () -> SharedSemaphore.at(FOREIGN, 0)),
                row("read-write lock", () -> SharedReadWriteLock.at(FOREIGN, 0)),
                row("word", () -> SharedWord.at(FOREIGN, 0)));
    }

    private static DynamicTest row(String name, ThrowingCallable use) {
        return DynamicTest.dynamicTest(
                name,
                () -> assertThatIllegalArgumentException()
                        .isThrownBy(use)
                        .withMessageStartingWith("no region of this library: "));
    }
}
