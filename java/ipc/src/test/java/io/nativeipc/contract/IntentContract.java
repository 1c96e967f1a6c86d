package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nativeipc.internal.journal.Intent;
import io.nativeipc.internal.sys.Native;
import io.nativeipc.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The intents in the lists: an object whose creator was killed in the middle of its creation is removed only if it is
 * proven to be that process's.
 */
public abstract class IntentContract {
    /** What happens to an object with the name that a dead process was about to create. */
    enum Outcome {
        REMOVED,
        /** The object stays and is reported, because its creator is unknown. */
        REPORTED,
        /** The object stays and is not reported, because it is proven not to be the dead process's. */
        STAYS
    }

    /** The kinds that are recorded by an intent. On some file systems these are all kinds that are files. */
    enum Intended {
        FIFO(Outcome.REMOVED, Outcome.REPORTED),
        UNIX(Outcome.REMOVED, Outcome.STAYS),
        SYSV_SHM(Outcome.REMOVED, Outcome.STAYS),
        SYSV_SEM(Outcome.REPORTED, Outcome.REPORTED),
        SYSV_MQ(Outcome.REPORTED, Outcome.REPORTED),
        POSIX_MQ(Outcome.REPORTED, Outcome.STAYS),
        POSIX_SHM(Outcome.REPORTED, Outcome.REPORTED),
        RING_LOCK(Outcome.REPORTED, Outcome.REPORTED);

        final Outcome half;
        final Outcome foreign;

        Intended(Outcome half, Outcome foreign) {
            this.half = half;
            this.foreign = foreign;
        }

        String name(Path folder) {
            return switch (this) {
                case FIFO -> Intent.beginning(folder.resolve("fifo")).toString();
                case UNIX -> folder.resolve("socket").toString();
                case RING_LOCK -> folder.resolve("native-ipc/ring-0-1-2.lock").toString();
                case POSIX_MQ, POSIX_SHM -> Unique.posixName();
                default -> Unique.key().toString();
            };
        }
    }

    /** The process is killed after it recorded the intent and before it created the object. */
    @ParameterizedTest
    @EnumSource
    void anIntentOfWhichNothingCameIsForgotten(Intended kind, @TempDir Path temporary) throws IOException {
        Peer victim = CreationLists.start(temporary, Map.of());
        victim.ask("intend " + kind + " " + kind.name(temporary));
        victim.kill();
        try (Peer cleaner = CreationLists.start(temporary, Map.of())) {
            assertThat(cleaner.ask("clean")).isEqualTo("removed");
            assertThat(cleaner.ask("kept")).isEqualTo("[]");
            try (Stream<Path> lists = Files.list(temporary.resolve("native-ipc"))) {
                assertThat(lists).isEmpty();
            }
        }
    }

    /** A creation of another process removes finished lists. One with an open intent is not finished. */
    @Test
    void aCreationOfAnotherProcessKeepsAnOpenIntent(@TempDir Path temporary) throws IOException {
        String object = Intended.POSIX_SHM + " " + Intended.POSIX_SHM.name(temporary);
        Peer victim = CreationLists.start(temporary, Map.of());
        assertThat(victim.ask("half " + object)).doesNotStartWith("-");
        victim.kill();
        try (Peer other = CreationLists.start(temporary, Map.of())) {
            other.ask("intend SYSV_MQ " + Unique.key()); // begins its own list, and removes the finished ones
        }
        clean(Outcome.REPORTED, object, temporary);
    }

    /** The process is killed after it created the object and before it recorded the object's identity. */
    @ParameterizedTest
    @EnumSource
    void whatWasCreatedAndNotIdentifiedIsRemovedOnlyWithProof(Intended kind, @TempDir Path temporary) {
        assumeTrue(
                kind != Intended.POSIX_MQ || Native.posix().geteuid() == 0,
                "only root opens a queue that has no mode yet");
        String object = kind + " " + kind.name(temporary);
        Peer victim = CreationLists.start(temporary, Map.of());
        assertThat(victim.ask("half " + object)).doesNotStartWith("-");
        victim.kill();
        clean(kind.half, object, temporary);
    }

    /** The process is killed before the creation. A live process has since created an object of that name. */
    @ParameterizedTest
    @EnumSource
    void aForeignObjectOfAnIntendedNameStays(Intended kind, @TempDir Path temporary) {
        String name = kind.name(temporary);
        Peer victim = CreationLists.start(temporary, Map.of());
        victim.ask("intend " + kind + " " + name);
        victim.kill();
        try (Peer foreign = CreationLists.start(temporary, Map.of())) {
            Intended found = kind == Intended.FIFO ? Intended.RING_LOCK : kind; // a regular file with the random name
            assertThat(foreign.ask("make " + found + " " + name)).doesNotStartWith("-");
            clean(kind.foreign, kind + " " + name, temporary);
        }
    }

    private static void clean(Outcome expected, String object, Path temporary) {
        try (Peer cleaner = CreationLists.start(temporary, Map.of())) {
            boolean removed = expected == Outcome.REMOVED;
            String name = object.split(" ", -1)[1];
            try {
                assertThat(cleaner.ask("exists " + object)).isEqualTo("true");
                String cleaned = cleaner.ask("clean");
                String kept = cleaner.ask("kept");
                assertThat(cleaned.contains(name)).as(cleaned).isEqualTo(removed);
                assertThat(cleaner.ask("exists " + object)).isEqualTo(Boolean.toString(!removed));
                if (expected == Outcome.REPORTED) {
                    assertThat(kept).contains(name, "unknown");
                } else {
                    assertThat(kept).isEqualTo("[]");
                }
            } finally {
                cleaner.ask("drop " + object);
            }
        }
    }
}
