package io.nativeipc.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("nativeipc.OwnerDied")
@Label("IPC Owner Died")
@Category("Native IPC")
@Description("A process or thread died while it held a lock or had its end of a ring channel open")
final class OwnerDiedEvent extends Event {
    @Label("Object")
    @Nullable
    String object;

    @Label("Text")
    @Nullable
    String text;
}
