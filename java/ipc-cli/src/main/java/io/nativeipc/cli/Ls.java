package io.nativeipc.cli;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.inventory.Listing;
import io.nativeipc.inventory.ObjectInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ls}: lists all IPC objects that the system can list. */
@Command(description = "List the IPC objects of this machine.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Ls implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "KIND",
            description =
                    "Only these kinds: posix-shm, sysv-shm, posix-sem, sysv-sem, mutex, posix-mq, sysv-mq, ring; Windows: pipe.")
    List<String> kinds = List.of();

    @Option(names = "--json", description = "Print one JSON array.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        Inventory.Option[] options = json ? new Inventory.Option[] {Inventory.Option.HOLDERS} : new Inventory.Option[0];
        Listing listing = Inventory.list(wanted(), options);
        listing.gaps().forEach(Ls::warn);
        String unlisted = SystemKinds.CURRENT.unlisted();
        if (kinds.isEmpty() && unlisted != null) {
            warn(unlisted);
        }
        if (json) {
            List<Map<String, @Nullable Object>> documents = new ArrayList<>();
            for (ObjectInfo object : listing.objects()) {
                documents.add(ObjectFields.of(object));
            }
            Output.print(Json.array(documents));
        } else {
            Output.print(table(listing.objects()).toString());
        }
        return 0;
    }

    static void warn(String text) {
        System.err.println("native-ipc: " + text);
    }

    private Set<Kind> wanted() {
        Set<Kind> listed = Inventory.listable();
        Set<Kind> wanted = EnumSet.noneOf(Kind.class);
        for (String word : kinds) {
            wanted.add(kind(word, listed));
        }
        return wanted.isEmpty() ? EnumSet.copyOf(listed) : wanted;
    }

    /** Not a converter: picocli reports a word that a converter of an optional parameter rejects as unmatched. */
    private Kind kind(String word, Set<Kind> listed) {
        String reason;
        try {
            Kind kind = Kind.of(word);
            if (listed.contains(kind)) {
                return kind;
            }
            reason = kind + " cannot be listed: the system has no list of them";
        } catch (IllegalArgumentException unknown) {
            reason = "no such kind: \"" + word + '"';
        }
        String kinds = listed.stream().map(Kind::toString).collect(Collectors.joining(", "));
        throw new ParameterException(spec.commandLine(), reason + "; ls lists " + kinds);
    }

    private static Table table(List<ObjectInfo> objects) {
        Table table = new Table("KIND", "ADDRESS", "ID", "OWNER", "MODE", "SIZE", "ATTACHED", "CREATOR");
        for (ObjectInfo object : objects) {
            table.add(
                    object.address().kind().toString(),
                    object.address().toString(),
                    text(object.id()),
                    text(object.owner()),
                    text(Optional.ofNullable(ObjectFields.mode(object))),
                    size(object),
                    text(object.attached()),
                    creator(object));
        }
        return table;
    }

    private static String size(ObjectInfo object) {
        Object semaphores = object.details().get("semaphores");
        return semaphores == null ? text(object.byteSize()) : "nsems=" + semaphores;
    }

    private static String creator(ObjectInfo object) {
        return object.creator()
                .map(creator -> creator.pid()
                        + switch (creator.state()) {
                            case ALIVE -> "";
                            // rm --dead removes objects marked "dead"; the others are in use, were left by their
                            // creator on purpose, or were never recorded
                            case DEAD ->
                                object.leftover()
                                        .map(leftover -> leftover ? " (dead)" : " (ended)")
                                        .orElse(" (dead?)");
                            case UNKNOWN -> " (?)";
                        })
                .orElse("-");
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("-");
    }
}
