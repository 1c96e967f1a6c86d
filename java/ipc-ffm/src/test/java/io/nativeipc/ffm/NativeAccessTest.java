package io.nativeipc.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.contract.ShimUser;
import io.nativeipc.peer.JavaProgram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests a JVM that denies native access: the message contains the missing flag and the provider that failed. */
class NativeAccessTest {

    @Test
    void deniedNativeAccessNamesTheFlag() throws Exception {
        List<String> command =
                new ArrayList<>(JavaProgram.command(ShimUser.class, System.getProperty("java.class.path")));
        command.remove("--enable-native-access=ALL-UNNAMED");
        command.add(1, "--illegal-native-access=deny");
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said.lines().toList())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .contains("UnsupportedOperationException native-ipc found no way to call the operating system")
                        .contains("--enable-native-access=io.nativeipc.ffm")
                        .contains("Provider io.nativeipc.ffm.FfmProvider could not be instantiated"));
    }
}
