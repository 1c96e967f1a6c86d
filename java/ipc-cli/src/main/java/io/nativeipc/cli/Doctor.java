package io.nativeipc.cli;

import io.nativeipc.os.Native;
import io.nativeipc.os.Platform;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: what this machine allows, and what each limit means; with {@code --self-test} whether it works. */
@Command(description = "Show limits and settings, and what each means.")
final class Doctor implements Callable<Integer> {
    @Option(names = "--self-test", description = "Create, exchange through and remove one object of each kind.")
    boolean selfTest;

    @Override
    public Integer call() throws IOException {
        Table table = new Table("WHAT", "VALUE", "MEANING");
        addProgram(table);
        SystemKinds.CURRENT.diagnose(table);
        Output.print(table.toString());
        return selfTest ? SystemKinds.CURRENT.selfTest().run() : 0;
    }

    private static void addProgram(Table table) {
        table.add("native-ipc", new Main.Version().getVersion()[0].substring("native-ipc ".length()), "this program");
        table.add("java", Runtime.version().toString(), System.getProperty("java.home"));
        table.add("platform", Platform.current().id(), "which constants and which native library are used");
        table.add("provider", Native.providerName(), "how system calls are made: ffm from Java 22 on, jna below");
    }
}
