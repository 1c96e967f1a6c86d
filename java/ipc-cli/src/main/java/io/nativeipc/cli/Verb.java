package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A verb that takes the address of one object. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class Verb implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "ADDR",
            description = "The object's address, kind:name.",
            converter = Converters.Address.class)
    IpcAddress address;

    /** Returns an exception that ends the command with status 2. */
    ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
