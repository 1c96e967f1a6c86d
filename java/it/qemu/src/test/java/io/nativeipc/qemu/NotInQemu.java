package io.nativeipc.qemu;

import io.nativeipc.elsewhere.NotHere;

/** Skips the tests in not-in-qemu.txt, which do not run under qemu. JUnit finds this class through ServiceLoader. */
public final class NotInQemu extends NotHere {
    public NotInQemu() {
        super("not-in-qemu.txt");
    }
}
