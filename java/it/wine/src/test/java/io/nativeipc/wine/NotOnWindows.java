package io.nativeipc.wine;

import io.nativeipc.elsewhere.NotHere;

/** What does not apply on Windows, by not-on-windows.txt. */
final class NotOnWindows extends NotHere {
    NotOnWindows() {
        super("not-on-windows.txt");
    }
}
