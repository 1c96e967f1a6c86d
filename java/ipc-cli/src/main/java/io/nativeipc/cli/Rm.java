package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.internal.journal.Creation;
import io.nativeipc.inventory.Leftovers;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code rm}: removes an object or its name, or the objects that dead processes left behind. Processes that have a
 * named object open can continue to use it.
 */
@Command(description = "Erase an object, or what killed processes have left behind.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Rm implements Callable<Integer> {
    /** The object to remove: either an address or {@code --dead}. */
    static final class What {
        @Parameters(paramLabel = "ADDR", description = "Which object: kind:name.", converter = Converters.Address.class)
        @Nullable
        IpcAddress address;

        @Option(
                names = "--dead",
                description = "What processes have left that created it with this library and are proven dead.")
        boolean dead;
    }

    @ArgGroup(multiplicity = "1")
    What what;

    @Override
    public Integer call() throws IOException {
        if (what.address != null) {
            SystemKinds.CURRENT.remove(what.address);
            return 0;
        }
        Leftovers.Cleanup cleanup = SystemKinds.CURRENT.removeLeftovers();
        for (Creation creation : cleanup.removed()) {
            Output.print(creation.address() + "\n");
        }
        for (Leftovers.Kept kept : cleanup.kept()) {
            System.err.println("native-ipc: " + kept.what() + " stays: " + kept.reason());
        }
        return 0;
    }
}
