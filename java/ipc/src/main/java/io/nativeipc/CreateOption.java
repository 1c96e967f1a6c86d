package io.nativeipc;

/** An option of {@code create} and {@code openOrCreate} of every object that has a mode: {@link Permissions}. */
public interface CreateOption extends MemoryCreateOption, SegmentCreateOption {}
