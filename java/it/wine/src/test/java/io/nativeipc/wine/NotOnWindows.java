package io.nativeipc.wine;

import io.nativeipc.elsewhere.NotHere;

/** Skips the tests in not-on-windows.txt, which do not apply on Windows. */
final class NotOnWindows extends NotHere {
    NotOnWindows() {
        super("not-on-windows.txt");
    }
}
