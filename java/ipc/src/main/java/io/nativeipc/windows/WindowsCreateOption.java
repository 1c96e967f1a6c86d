package io.nativeipc.windows;

/** An option of {@code create} and {@code openOrCreate} of every Windows object: a {@link WindowsAccess}. */
public interface WindowsCreateOption extends WindowsSemaphoreOption, WindowsPipeOption {}
