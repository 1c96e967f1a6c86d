package io.nativeipc.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peers;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Tests that the committed constants equal those of this platform's headers and include all that the code uses. */
class ConstantsTest {

    @Test
    void theCommittedNumbersAreTheHeaders() throws IOException {
        Process program =
                new ProcessBuilder(Peers.nativeBuild("shim/ipc_constants").toString()).start();
        Properties headers = new Properties();
        headers.load(program.inputReader(StandardCharsets.UTF_8));
        assertThat(headers).hasSizeGreaterThan(100).isEqualTo(Constants.all());
    }

    @Test
    void noNumberThatLinuxHasIsMissing() throws IllegalAccessException {
        for (Field field : Constants.class.getFields()) {
            assertThat(Constants.all()).as(field.getName()).containsKey(field.getName());
            assertThat(field.getInt(null)).isEqualTo(Constants.number(field.getName()));
        }
        for (Field field : Errno.class.getFields()) {
            assertThat(field.getInt(null)).as(field.getName()).isPositive();
        }
    }

    @Test
    void anErrnoHasItsNameAndText() {
        assertThat(Errno.name(17)).isEqualTo("EEXIST");
        assertThat(Errno.text(17)).isEqualTo("File exists");
        assertThat(Errno.name(4095)).isEqualTo("4095");
        assertThat(Errno.text(4095)).isEqualTo("Unknown error 4095");
    }
}
