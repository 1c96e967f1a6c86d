package io.nativeipc.cli;

import io.nativeipc.NativeIpc;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code doctor}: shows what this machine allows and what each limit means; with {@code --self-test} tests each kind of
 * object.
 */
@Command(description = "Show limits and settings, and what each means; exit with 1 if something is missing or used up.")
final class Doctor implements Callable<Integer> {
    @Option(names = "--self-test", description = "Create, exchange through and remove one object of each kind.")
    boolean selfTest;

    @Override
    public Integer call() throws IOException {
        Diagnosis diagnosis = new Diagnosis();
        addProgram(diagnosis);
        SystemKinds.CURRENT.diagnose(diagnosis);
        Output.print(diagnosis.toString());
        boolean passed = !selfTest || SystemKinds.CURRENT.selfTest().run(diagnosis);
        return diagnosis.isHealthy() && passed ? 0 : Main.FAILED;
    }

    private static void addProgram(Diagnosis diagnosis) {
        diagnosis.add("native-ipc", NativeIpc.version(), "this program");
        diagnosis.add("java", Runtime.version().toString(), System.getProperty("java.home"));
        diagnosis.require(
                "platform", "not supported", "which constants and which native library are used", Doctor::platform);
        diagnosis.require(
                "provider", "none", "how system calls are made: ffm from Java 22 on, jna below", NativeIpc::provider);
    }

    private static String platform() {
        String platform = NativeIpc.platform();
        if (platform.equals("other")) {
            NativeIpc.provider(); // throws on an unsupported platform, with a list of the supported ones
        }
        return platform;
    }
}
