package io.nativeipc.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of error numbers. */
class ErrnoTest {
    /** Every error number of the calls that this library makes, as their manual pages list them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EADDRNOTAVAIL", "EAFNOSUPPORT", "ECONNABORTED", "EILSEQ", "EISCONN", "ELOOP", "EMLINK", "ENOBUFS",
                "ENODEV", "ENOLCK", "ENOTDIR", "ENOTEMPTY", "ENOTSOCK", "EOVERFLOW", "EPROTO", "EPROTONOSUPPORT",
                "EPROTOTYPE", "EROFS", "ESRCH", "ESTALE", "ETXTBSY", "EXDEV"
            })
    void anErrorNumberHasANameAndAText(String name) {
        int number = Constants.number(name);
        assertThat(number).isPositive();
        assertThat(Errno.name(number)).isEqualTo(name);
        assertThat(Errno.text(number)).isNotBlank().doesNotStartWith("Unknown");
    }
}
