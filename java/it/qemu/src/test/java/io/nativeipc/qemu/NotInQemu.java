package io.nativeipc.qemu;

import io.nativeipc.elsewhere.NotHere;

/** What does not run under qemu, by not-in-qemu.txt; JUnit finds this class by itself, as ServiceLoader does. */
public final class NotInQemu extends NotHere {
    public NotInQemu() {
        super("not-in-qemu.txt");
    }
}
