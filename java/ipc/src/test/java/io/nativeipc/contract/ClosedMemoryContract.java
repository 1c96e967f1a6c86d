package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nativeipc.NotFoundException;
import io.nativeipc.SharedMemory;
import io.nativeipc.internal.sys.Platform;
import io.nativeipc.memory.ConditionOption;
import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.OffsetPointer;
import io.nativeipc.memory.SeqLock;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.memory.SharedWord;
import io.nativeipc.memory.Struct;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests that each public method of an object in memory throws IllegalStateException after the region was closed, and
 * returns nothing from the pages that JNA then shows.
 */
public abstract class ClosedMemoryContract {
    private static final int VALUE = 24;
    private static final Struct QUOTE =
            Struct.parse("struct quote { int seq; float ratio; double price; char symbol[8]; };", "quote");

    /** What an object knows without its memory, and what ends its use. */
    private static final Set<String> WITHOUT_MEMORY = Set.of(
            "close",
            "created",
            "equals",
            "hashCode",
            "isRobust",
            "kind",
            "readLock",
            "tookOver",
            "valueSize",
            "writeLock");

    private final String name = Unique.name();
    private final List<Object> objects = new ArrayList<>();

    @AfterEach
    void closeAndUnlink() throws IOException {
        for (Object object : objects) {
            if (object instanceof Closeable closeable) {
                closeable.close();
            }
        }
        for (String each : List.of(name, name + "-latest")) {
            try {
                SharedMemory.unlink(each);
            } catch (NotFoundException absent) {
                // the system removed it with its last handle
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> eachMethodIsRefused() throws Exception {
        SharedMemory memory = SharedMemory.create(name, 4096);
        SharedMemory latest = SharedMemory.create(name + "-latest", LatestValue.byteSize(VALUE));
        try (memory;
                latest) {
            LatestValue value = LatestValue.create(latest, VALUE);
            objects.addAll(List.of(value, value.writer(), QUOTE.view(memory, 0)));
            objects.addAll(List.of(SeqLock.at(memory, 64), SeqLock.atLong(memory, 128), OffsetPointer.at(memory, 192)));
            objects.add(SharedWord.at(memory, 256));
            if (Platform.current().isLinux()) {
                SharedMutex mutex = SharedMutex.create(memory, 512);
                SharedReadWriteLock lock = SharedReadWriteLock.create(memory, 640);
                objects.addAll(List.of(mutex, lock, lock.readLock(), lock.writeLock()));
                objects.add(SharedCondition.create(memory, 768, mutex, ConditionOption.SIGNAL_BEFORE_GLIBC_2_41));
                objects.add(SharedSemaphore.create(memory, 896, 1));
            }
            value.unlink(); // its lock file; the value can still be used
        }
        return objects.stream()
                .flatMap(object -> Stream.of(object.getClass().getMethods())
                        .filter(method -> method.getDeclaringClass() == object.getClass())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                        .filter(method -> !WITHOUT_MEMORY.contains(method.getName()))
                        .filter(method -> !isKnown(object, method))
                        .map(method -> DynamicTest.dynamicTest(
                                object.getClass().getSimpleName() + "." + method.getName(),
                                () -> refuses(object, method))));
    }

    /** The place of an object is its name, whereas a view shows its fields; a writer knows what it set. */
    private static boolean isKnown(Object object, Method method) {
        String writer = "LatestValueWriter.version";
        return method.getName().equals("toString")
                        && !object.getClass().getSimpleName().equals("StructView")
                || writer.equals(object.getClass().getSimpleName() + "." + method.getName());
    }

    private static void refuses(Object object, Method method) {
        Object[] arguments = Stream.of(method.getParameterTypes())
                .map(type -> argument(type, method.getName()))
                .toArray();
        if (method.getName().equals("set") && arguments.length == 2) {
            arguments[1] = "1";
        }
        Throwable thrown = catchThrowable(() -> method.invoke(object, arguments));
        assertThat(thrown).isInstanceOf(InvocationTargetException.class);
        if (thrown.getCause() instanceof IllegalMonitorStateException) { // which needs no memory
            assertThat(method.getName()).isEqualTo("release");
            return;
        }
        assertThat(thrown.getCause())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static Object argument(Class<?> type, String method) {
        if (type == String.class) {
            return method.endsWith("Double") ? "price" : method.endsWith("String") ? "symbol" : "seq";
        } else if (type == Duration.class) {
            return Duration.ofMillis(100);
        } else if (type == ByteBuffer.class) {
            return ByteBuffer.allocate(VALUE);
        } else if (type == Runnable.class) {
            return (Runnable) () -> {};
        } else if (type == BooleanSupplier.class) {
            return (BooleanSupplier) () -> true;
        } else if (type == double.class) {
            return 1.5;
        } else if (type == long.class) {
            return 1L;
        }
        assertThat(type).as("add an argument of this type").isEqualTo(int.class);
        return 1;
    }
}
