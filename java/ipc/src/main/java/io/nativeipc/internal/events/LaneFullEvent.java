package io.nativeipc.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

@Name("nativeipc.LaneFull")
@Label("Ring Lane Full")
@Category("Native IPC")
@Description("A producer found no room in its lane of a ring channel; recorded once until it finds room again")
final class LaneFullEvent extends Event {
    @Label("Object")
    @Nullable
    String object;

    @Label("Lane")
    int lane;

    @Label("Full Events")
    @Description("How often the producers of this lane have found it full")
    long fullEvents;
}
