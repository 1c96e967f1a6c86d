package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.peer.Peer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sixteen threads use an object while another thread closes it. Each of them sees the close, and the JVM survives. */
public abstract class CloseRaceContract {
    private static final int ROUNDS = Boolean.getBoolean("nativeipc.long") ? 2000 : 20;

    @ParameterizedTest
    @EnumSource
    void closingEndsThoseWhoUseIt(CloseRaceProgram.Subject subject) {
        Peer race = Peer.startJava(CloseRaceProgram.class, subject.name(), Integer.toString(ROUNDS));
        try {
            assertThat(race.hearAll()).containsExactly("done");
            assertThat(race.exitCode()).isZero();
        } finally {
            race.kill();
        }
    }
}
