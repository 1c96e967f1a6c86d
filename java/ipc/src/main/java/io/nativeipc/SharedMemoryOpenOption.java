package io.nativeipc;

/** An option of {@link SharedMemory#open}: every {@link MappingOpenOption} and every {@link OpenOption}. */
public interface SharedMemoryOpenOption {}
