package io.nativeipc.internal.lifecycle;

import io.nativeipc.CreateOption;
import io.nativeipc.MemoryCreateOption;
import io.nativeipc.Permissions;

/**
 * The options of {@code create}.
 *
 * @param sparse whether to reserve nothing
 */
public record CreateOptions(Permissions permissions, boolean sparse) {
    public static CreateOptions of(MemoryCreateOption... options) {
        OptionList list = new OptionList((Object[]) options);
        CreateOptions given = new CreateOptions(
                list.take(Permissions.class, Permissions.OWNER), list.take(MemoryCreateOption.SPARSE));
        list.end();
        return given;
    }

    /** Returns the permissions, which are the only option of most objects. */
    public static Permissions permissions(CreateOption... options) {
        return of(options).permissions();
    }
}
