package io.nativeipc.elsewhere;

import java.util.List;
import java.util.Locale;

/**
 * A JVM that runs the contracts.
 *
 * @param system the system's printed name, for example {@code Windows}
 * @param suite the class whose nested classes are the contracts
 * @param execution the name of its record, and of its counts of peers
 * @param contracts the nested classes of the suite to run; all if empty
 */
record Jvm(String system, String provider, int java, String suite, String execution, List<String> contracts) {

    /** Returns the name of the record of the same provider and Java on the system that builds. */
    String counterpart() {
        return provider + "-" + java;
    }

    boolean runs(String contract) {
        return contracts.isEmpty() || contracts.stream().anyMatch(name -> contract.equals(name + "Contract"));
    }

    @Override
    public String toString() {
        return system + " " + provider.toUpperCase(Locale.ROOT) + "/" + java;
    }
}
