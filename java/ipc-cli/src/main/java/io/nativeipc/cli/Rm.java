package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.inventory.Inventory;
import io.nativeipc.inventory.Leftovers;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code rm}: removes an object or its name, or the objects that dead processes left behind. Processes that have a
 * named object open can continue to use it.
 */
@Command(description = "Remove an object, or the objects that killed processes left behind.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Rm implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ADDR",
            description = "The object's address, kind:name.",
            converter = Converters.Address.class)
    @Nullable
    IpcAddress address;

    @Option(
            names = "--dead",
            description = "Remove the objects of processes that used this library and are proven dead. Objects that"
                    + " a living process is known to use are kept.")
    boolean dead;

    @Override
    public Integer call() throws IOException {
        if (dead && address != null) {
            throw new ParameterException(spec.commandLine(), "--dead takes no address: " + address);
        } else if (!dead && address == null) {
            throw new ParameterException(spec.commandLine(), "either ADDR, the object to remove, or --dead");
        } else if (address != null) {
            Inventory.remove(address);
            return 0;
        }
        Leftovers.Cleanup cleanup = Leftovers.remove();
        for (String removed : cleanup.removed()) {
            Output.print(removed + "\n");
        }
        for (Leftovers.Kept kept : cleanup.kept()) {
            System.err.println("native-ipc: " + kept.what() + " stays: " + kept.reason());
        }
        return 0;
    }
}
