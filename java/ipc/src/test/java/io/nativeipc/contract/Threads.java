package io.nativeipc.contract;

import java.lang.reflect.Method;
import java.util.function.Function;
import java.util.stream.Stream;

/** The kinds of threads of this Java. Virtual ones are created by reflection: the tests are compiled for Java 17. */
enum Threads implements Function<Runnable, Thread> {
    PLATFORM {
        @Override
        public Thread apply(Runnable task) {
            return new Thread(task);
        }
    },
    VIRTUAL {
        @Override
        public Thread apply(Runnable task) {
            try {
                Method unstarted = Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
                return (Thread)
                        unstarted.invoke(Thread.class.getMethod("ofVirtual").invoke(null), task);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    };

    static Stream<Threads> all() {
        return Runtime.version().feature() < 21 ? Stream.of(PLATFORM) : Stream.of(values());
    }
}
