package io.nativeipc.api;

import io.nativeipc.MappedFile;
import io.nativeipc.NamedMutex;
import io.nativeipc.NamedPipe;
import io.nativeipc.NamedPipeServer;
import io.nativeipc.NamedSemaphore;
import io.nativeipc.SharedMemory;
import io.nativeipc.memory.LatestValue;
import io.nativeipc.memory.LatestValueWriter;
import io.nativeipc.memory.SharedCondition;
import io.nativeipc.memory.SharedMutex;
import io.nativeipc.memory.SharedReadWriteLock;
import io.nativeipc.memory.SharedSemaphore;
import io.nativeipc.posix.Descriptor;
import io.nativeipc.posix.Fifo;
import io.nativeipc.posix.Memfd;
import io.nativeipc.posix.PipeEnd;
import io.nativeipc.posix.PosixMessageQueue;
import io.nativeipc.posix.PosixSemaphore;
import io.nativeipc.posix.PosixSharedMemory;
import io.nativeipc.posix.UnixServerSocket;
import io.nativeipc.posix.UnixSocket;
import io.nativeipc.ring.RingChannel;
import io.nativeipc.ring.RingConsumer;
import io.nativeipc.ring.RingProducer;
import io.nativeipc.sysv.SysVMessageQueue;
import io.nativeipc.sysv.SysVSemaphoreSet;
import io.nativeipc.sysv.SysVSharedMemory;
import io.nativeipc.windows.FileMapping;
import io.nativeipc.windows.WindowsEvent;
import io.nativeipc.windows.WindowsMutex;
import io.nativeipc.windows.WindowsNamedPipe;
import io.nativeipc.windows.WindowsNamedPipeServer;
import io.nativeipc.windows.WindowsSemaphore;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The verbs of every class for an object of the operating system, and why a class lacks one. */
final class Verbs {
    private static final String ENDS = "it is an end that another call returns, and has no name of its own";
    private static final String NO_NAME = "it has no name";
    private static final String WINDOWS_NAME = "Windows removes the name with the last handle";
    private static final String SDDL =
            "sddl() returns the owner and the access control list; Windows reports nothing else";
    private static final String TRUSTED = "requireTrustedOwner() also accepts SYSTEM and the Administrators";
    private static final String WHEN_CREATED = "Windows sets the access when the object is created";
    private static final String OPEN_CHECKS = "open checks the owner, unless ANY_OWNER is given";
    private static final String EXACT = "the systems report different data; the exact class has it";
    private static final String IN_MEMORY = "it is a part of a region, which has them";
    private static final String A_SERVER = "a server is always the creator";

    /** A verb: how it is found among the methods of a class. */
    enum Verb {
        CREATE(true, "create"),
        OPEN(true, "open"),
        OPEN_OR_CREATE(true, "openOrCreate"),
        UNLINK_BY_NAME(true, "unlink", "remove"),
        CREATED(false, "created"),
        STAT(false, "stat"),
        SET_PERMISSIONS(false, "setPermissions", "setAccess"),
        REQUIRE_OWNER(false, "requireOwner"),
        UNLINK(false, "unlink", "remove"),
        CLOSE(false, "close"),
        TO_STRING(false, "toString");

        private final boolean isStatic;
        private final List<String> names;

        Verb(boolean isStatic, String... names) {
            this.isStatic = isStatic;
            this.names = List.of(names);
        }

        List<Method> of(Class<?> type) {
            List<Method> found = new ArrayList<>();
            for (Method method : ApiShape.methods(type)) {
                boolean inherited = method.getDeclaringClass() == Object.class;
                if (names.contains(method.getName()) && ApiShape.isStatic(method) == isStatic && !inherited) {
                    found.add(method);
                }
            }
            return found;
        }

        @Override
        public String toString() {
            return (isStatic ? "static " : "") + String.join("/", names);
        }
    }

    /** The classes, each with the verbs that it lacks and why. */
    static final Map<Class<?>, Map<Verb, String>> OBJECTS = new LinkedHashMap<>();

    private static final Verb[] MAKING = {Verb.CREATE, Verb.OPEN, Verb.OPEN_OR_CREATE, Verb.CREATED};
    private static final Verb[] FINDING = {Verb.OPEN, Verb.OPEN_OR_CREATE};
    private static final Verb[] REMOVING = {Verb.UNLINK_BY_NAME, Verb.UNLINK};
    private static final Verb[] DESCRIBING = {Verb.STAT, Verb.SET_PERMISSIONS};

    private Verbs() {}

    private static void object(Class<?> type, Object... absent) {
        Map<Verb, String> reasons = new LinkedHashMap<>();
        List<Verb> verbs = new ArrayList<>();
        for (Object each : absent) {
            if (each instanceof Verb verb) {
                verbs.add(verb);
            } else if (each instanceof Verb[] group) {
                verbs.addAll(List.of(group));
            } else {
                verbs.forEach(verb -> reasons.put(verb, (String) each));
                verbs.clear();
            }
        }
        OBJECTS.put(type, reasons);
    }

    static {
        object(SharedMemory.class, Verb.STAT, EXACT, Verb.REQUIRE_OWNER, OPEN_CHECKS);
        object(
                MappedFile.class,
                Verb.UNLINK_BY_NAME,
                "java.nio.file.Files.delete removes a file",
                Verb.REQUIRE_OWNER,
                "stat() has the owner where the system has one");
        object(
                NamedSemaphore.class,
                Verb.STAT,
                EXACT,
                Verb.SET_PERMISSIONS,
                WHEN_CREATED,
                Verb.REQUIRE_OWNER,
                OPEN_CHECKS);
        object(
                NamedMutex.class,
                Verb.STAT,
                EXACT,
                Verb.SET_PERMISSIONS,
                WHEN_CREATED,
                Verb.REQUIRE_OWNER,
                "open always checks it: the owner can crash every process that uses the mutex");
        object(
                NamedPipeServer.class,
                FINDING,
                Verb.CREATED,
                A_SERVER,
                REMOVING,
                "close removes the name",
                Verb.STAT,
                EXACT,
                Verb.SET_PERMISSIONS,
                WHEN_CREATED,
                Verb.REQUIRE_OWNER,
                A_SERVER);
        object(
                NamedPipe.class,
                MAKING,
                "connect and NamedPipeServer.accept return it",
                REMOVING,
                DESCRIBING,
                "the server has the name",
                Verb.REQUIRE_OWNER,
                "connect checks it, unless ANY_OWNER is given");
        object(PosixSharedMemory.class);
        object(PosixSemaphore.class);
        object(PosixMessageQueue.class);
        object(
                Memfd.class,
                FINDING,
                REMOVING,
                Verb.CREATED,
                Verb.REQUIRE_OWNER,
                NO_NAME,
                Verb.SET_PERMISSIONS,
                "only processes that receive its descriptor, or can open /proc/PID/fd, use it");
        object(
                SharedMutex.class,
                Verb.OPEN,
                "at opens the mutex at an offset of a region",
                Verb.OPEN_OR_CREATE,
                "nothing in the bytes shows whether its creation is complete",
                REMOVING,
                Verb.CREATED,
                DESCRIBING,
                Verb.REQUIRE_OWNER,
                IN_MEMORY);
        object(
                SharedCondition.class,
                Verb.OPEN,
                "at opens the condition at an offset of a region",
                Verb.OPEN_OR_CREATE,
                "nothing in the bytes shows whether its creation is complete",
                REMOVING,
                Verb.CREATED,
                DESCRIBING,
                Verb.REQUIRE_OWNER,
                IN_MEMORY);
        object(
                SharedReadWriteLock.class,
                Verb.OPEN,
                "at opens the lock at an offset of a region",
                Verb.OPEN_OR_CREATE,
                "nothing in the bytes shows whether its creation is complete",
                REMOVING,
                Verb.CREATED,
                DESCRIBING,
                Verb.REQUIRE_OWNER,
                IN_MEMORY);
        object(
                SharedSemaphore.class,
                Verb.OPEN,
                "at opens the semaphore at an offset of a region",
                Verb.OPEN_OR_CREATE,
                "nothing in the bytes shows whether its creation is complete",
                REMOVING,
                Verb.CREATED,
                DESCRIBING,
                Verb.REQUIRE_OWNER,
                IN_MEMORY);
        object(LatestValue.class, Verb.UNLINK_BY_NAME, NO_NAME, DESCRIBING, Verb.REQUIRE_OWNER, IN_MEMORY);
        object(LatestValueWriter.class, MAKING, REMOVING, DESCRIBING, Verb.REQUIRE_OWNER, "LatestValue has them");
        object(
                Fifo.class,
                FINDING,
                "openReader, keepOpen and openWriter open the two ends; createIfAbsent creates the name",
                Verb.CREATED,
                "create and createIfAbsent only create the name",
                Verb.SET_PERMISSIONS,
                "java.nio.file.Files changes the mode of a name",
                Verb.UNLINK,
                "an end does not own the name; unlink(path) removes it");
        object(
                UnixServerSocket.class,
                FINDING,
                Verb.CREATED,
                Verb.REQUIRE_OWNER,
                A_SERVER,
                REMOVING,
                "close removes the name; takeOver replaces what a dead server left",
                Verb.SET_PERMISSIONS,
                "clients could connect before the change");
        object(
                UnixSocket.class,
                MAKING,
                "connect, of and UnixServerSocket.accept return it",
                REMOVING,
                DESCRIBING,
                "the server has the name",
                Verb.REQUIRE_OWNER,
                "peer() identifies the other process");
        object(PipeEnd.class, MAKING, REMOVING, DESCRIBING, Verb.REQUIRE_OWNER, ENDS);
        object(
                Descriptor.class,
                MAKING,
                REMOVING,
                Verb.REQUIRE_OWNER,
                NO_NAME,
                Verb.SET_PERMISSIONS,
                "it may be a file of any kind, whose creator decides");
        object(SysVSharedMemory.class);
        object(SysVSemaphoreSet.class);
        object(SysVMessageQueue.class);
        object(FileMapping.class, Verb.UNLINK_BY_NAME, WINDOWS_NAME, Verb.STAT, SDDL, Verb.REQUIRE_OWNER, TRUSTED);
        object(
                WindowsSemaphore.class,
                Verb.UNLINK_BY_NAME,
                WINDOWS_NAME,
                Verb.STAT,
                SDDL,
                Verb.SET_PERMISSIONS,
                WHEN_CREATED,
                Verb.REQUIRE_OWNER,
                TRUSTED);
        object(
                WindowsMutex.class,
                Verb.UNLINK_BY_NAME,
                WINDOWS_NAME,
                Verb.STAT,
                SDDL,
                Verb.SET_PERMISSIONS,
                WHEN_CREATED,
                Verb.REQUIRE_OWNER,
                TRUSTED);
        object(
                WindowsEvent.class,
                REMOVING,
                WINDOWS_NAME,
                Verb.STAT,
                SDDL,
                Verb.SET_PERMISSIONS,
                WHEN_CREATED,
                Verb.REQUIRE_OWNER,
                TRUSTED);
        object(
                WindowsNamedPipeServer.class,
                FINDING,
                Verb.CREATED,
                Verb.REQUIRE_OWNER,
                A_SERVER,
                REMOVING,
                WINDOWS_NAME,
                Verb.STAT,
                SDDL,
                Verb.SET_PERMISSIONS,
                WHEN_CREATED);
        object(
                WindowsNamedPipe.class,
                MAKING,
                "connect and WindowsNamedPipeServer.accept return it",
                REMOVING,
                DESCRIBING,
                "the server has the name",
                Verb.REQUIRE_OWNER,
                "connect checks it, unless ANY_OWNER is given");
        object(
                RingChannel.class,
                Verb.STAT,
                "statistics() returns the counters; the memory is a region or a named object",
                Verb.SET_PERMISSIONS,
                Verb.REQUIRE_OWNER,
                "a channel is only for processes of its user");
        for (Class<?> end : List.of(RingProducer.class, RingConsumer.class)) {
            object(end, MAKING, REMOVING, DESCRIBING, Verb.REQUIRE_OWNER, "RingChannel has them");
        }
    }
}
