package io.nativeipc.internal.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.internal.liveness.MappedObject.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockNameTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 0x40, 0xabcdef, 1L << 40})
    void whatIsWrittenIsRead(long offset) {
        LockName.Segment segment = new LockName.Segment("4026531839", "32770");
        String name = LockName.of(new Position(segment.toString(), offset).toString());
        assertThat(name).isEqualTo("ring-sysv-4026531839-32770-" + Long.toHexString(offset) + ".lock");
        assertThat(LockName.segment(name)).isEqualTo(segment);
        assertThat(LockName.segment("/run/user/1000/native-ipc/" + name)).isEqualTo(segment);
    }

    @Test
    void theLockOfAFileIsNoSegments() {
        String name = LockName.of(new Position("00-1b-32770", 0).toString());
        assertThat(name).isEqualTo("ring-00-1b-32770-0.lock");
        assertThat(LockName.segment("/tmp/native-ipc-0/" + name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ring-sysv-1-2.lock", "ring-sysv-1-2-x.lock", "ring-sysv-1-2-0.lock.new", "a-sysv-1-2-0"})
    void otherNames(String name) {
        assertThat(LockName.segment(name)).isNull();
    }
}
