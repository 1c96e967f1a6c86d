package io.nativeipc.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

@Name("nativeipc.Wait")
@Label("IPC Wait")
@Category("Native IPC")
@Description("A thread waited for an IPC object: a semaphore, a lock, a message, room, or a peer")
@Threshold("10 ms")
final class WaitEvent extends Event implements Waiting {
    @Label("Object")
    @Nullable
    String object;

    @Override
    public void end(Object waitedFor) {
        end();
        if (shouldCommit()) {
            object = waitedFor.toString();
            commit();
        }
    }
}
