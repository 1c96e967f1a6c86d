package io.nativeipc.contract;

import io.nativeipc.peer.Peer;
import io.nativeipc.peer.Peers;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The languages in which a process can be the peer of a ring channel. Each peer has the verbs of {@link RingProgram}:
 * {@code create} and {@code open} come first.
 */
public enum RingLanguage {
    JAVA,
    CPP,
    C,
    CSHARP,
    PYTHON;

    /** Starts a process that has not opened the channel of this name yet. */
    Peer start(String name) {
        return switch (this) {
            case JAVA -> Peer.startJava(RingProgram.class, name);
            case CPP -> Peer.start(Peers.CPP, "ring", name);
            case C -> Peer.start(Peers.RING_C, name);
            case CSHARP -> Peer.start(Peers.DOTNET, "ring", name);
            case PYTHON -> Peer.start(Peers.PYTHON, "ring", name);
        };
    }

    /** Returns the languages of processes that can be killed at a step: {@link #startVictim}. */
    static Stream<RingLanguage> victims() {
        return Stream.of(JAVA, C, CSHARP);
    }

    /** Returns the languages of processes that can be stopped at a step. */
    static Stream<RingLanguage> stoppable() {
        return Stream.of(JAVA, C);
    }

    /** Starts a process that plays a role of {@link VictimProgram}, in a build with kill points. */
    Peer startVictim(Map<String, String> killPoint, String role, String name) {
        return switch (this) {
            case JAVA -> Peer.startVictim(VictimProgram.class, killPoint, role, name);
            case C -> Peer.start(Peers.RING_C_VICTIM, killPoint, role, name);
            case CSHARP -> Peer.startCSharpVictim(killPoint, role, name);
            case PYTHON -> throw new IllegalArgumentException("the package has no kill points");
            case CPP -> throw new IllegalArgumentException("ring_kill_test kills processes in C++");
        };
    }

    /** Starts a process that has opened the channel. */
    Peer open(String name) {
        Peer peer = start(name);
        peer.ask("open");
        return peer;
    }
}
