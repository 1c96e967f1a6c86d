package io.nativeipc.cli;

import io.nativeipc.IpcAddress;
import io.nativeipc.IpcAddress.Kind;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of objects of this system and the operations of the verbs on them. This is the only place that checks the
 * operating system.
 */
interface SystemKinds {
    /**
     * The kinds of this system. Not determined by the platform of the library, which supports a fixed list only:
     * {@code doctor} works on other platforms too.
     */
    SystemKinds CURRENT = System.getProperty("os.name").startsWith("Windows") ? new WindowsKinds() : new UnixKinds();

    /** Returns the kinds of this system, in the order in which a text names them. */
    Map<Kind, KindVerbs> kinds();

    /**
     * Throws for a kind that this system does not have.
     *
     * @throws IllegalArgumentException with a message that explains it
     */
    void requireKind(IpcAddress address);

    /** Returns a note for the full listing about kinds that it does not contain; null if none is needed. */
    @Nullable
    String unlisted();

    /** Adds what the system allows, and what that means. */
    void diagnose(Diagnosis diagnosis);

    SelfTest selfTest() throws IOException;
}
