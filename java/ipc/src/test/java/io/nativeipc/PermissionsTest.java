package io.nativeipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests permissions as text and as numbers. */
class PermissionsTest {
    @ParameterizedTest
    @CsvSource({"rw-------, 384", "rw-rw----, 432", "rw-r--r--, 420", "-w--w--w-, 146", "---------, 0", "rw-rw-rw-, 438"
    })
    void textAndNumberAreTheSame(String text, int mode) {
        assertThat(Permissions.of(text).mode()).isEqualTo(mode);
        assertThat(Permissions.ofMode(mode)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rw", "rwx------", "rw-rw-rwx", "rw-------\n", "RW-------", "wr-------", "rw--------"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Permissions.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not of the form rw-rw----")
                .hasMessageContaining(text);
    }

    @Test
    void otherBitsAreRefused() {
        assertThatThrownBy(() -> Permissions.ofMode(0700)).hasMessageContaining("0700");
        assertThatThrownBy(() -> Permissions.ofMode(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Permissions.OWNER.withGroup(-1)).hasMessageContaining("0 to 4294967294: -1");
        assertThatThrownBy(() -> Permissions.OWNER.withGroup(4294967295L)).hasMessageContaining("4294967295");
    }

    @Test
    void aGroupIsANumberOrAName() throws IpcException {
        assertThat(Permissions.OWNER.groupId()).isEmpty();
        assertThat(Permissions.OWNER.withGroup(7).groupId()).hasValue(7);
        assertThat(Permissions.OWNER.withGroup(7)).hasToString("rw------- 7");
        assertThat(Permissions.OWNER.withGroup(4294967294L)).hasToString("rw------- 4294967294");
        assertThat(Permissions.OWNER.withGroup(4294967294L).hasGroup()).isTrue();
        assertThat(Permissions.of("rw-rw----").withGroup("staff")).hasToString("rw-rw---- staff");
    }
}
