package io.nativeipc;

/** An option of {@link SharedMemory#open}: every {@link MemoryOpenOption} and every {@link OpenOption}. */
public interface SharedMemoryOpenOption {}
