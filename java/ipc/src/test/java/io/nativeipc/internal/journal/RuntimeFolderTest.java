package io.nativeipc.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows are those of native/test/ring_latest_test.cpp. */
class RuntimeFolderTest {
    @ParameterizedTest
    @CsvSource({
        "/tmp, /tmp/native-ipc",
        "/tmp/, /tmp/native-ipc",
        "//tmp, /tmp/native-ipc",
        "/./tmp/., /tmp/native-ipc",
        "/tmp//.//, /tmp/native-ipc",
        "/tmp/./, /tmp/native-ipc",
        "/, /native-ipc",
        "//, /native-ipc",
        "/., /native-ipc",
        "/tmp/../tmp, /tmp/../tmp/native-ipc",
    })
    void eachFolderHasOneSpelling(String runtime, String path) {
        assertThat(RuntimeFolder.in(runtime)).hasToString(path);
    }
}
