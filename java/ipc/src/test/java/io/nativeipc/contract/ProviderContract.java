package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The error that each call reports if a provider or the C library is missing. Each case runs in its own JVM. */
public abstract class ProviderContract {
    private static final String PROVIDER = System.getProperty("expected.provider");

    @Test
    void allIsThere() throws Exception {
        assertThat(ShimUser.run(List.of(), ShimUser.classPath())).isEqualTo("close -9\nfallocate -9\nfallocate -9\n");
    }

    @Test
    void withoutAProviderTheMessageIsTheFix() throws Exception {
        String[] said = ShimUser.run(
                        List.of(), ShimUser.classPathWithout("ipc-" + PROVIDER + "/", "native-ipc-" + PROVIDER))
                .split("\n", -1);
        for (int i = 0; i < 3; i++) {
            assertThat(said[i])
                    .contains("UnsupportedOperationException native-ipc found no way to call the operating system")
                    .contains("native-ipc-ffm (Java 22 and later, with --enable-native-access=io.nativeipc.ffm")
                    .contains("native-ipc-jna (Java 17 and later)");
        }
    }

    @Test
    void theProviderThatIsAskedForIsTakenOrRefused() throws Exception {
        assertThat(ShimUser.run(List.of("-Dnativeipc.provider=" + PROVIDER), ShimUser.classPath()))
                .startsWith("close -9\n");
        String other = PROVIDER.equals("ffm") ? "jna" : "ffm";
        assertThat(ShimUser.run(List.of("-Dnativeipc.provider=" + other), ShimUser.classPath()))
                .contains("native-ipc found no way")
                .contains("only " + other + " was asked for");
        assertThat(ShimUser.run(List.of("-Dnativeipc.provider=jni"), ShimUser.classPath()))
                .contains("close IllegalArgumentException -Dnativeipc.provider=jni: there are ffm and jna");
    }
}
