package io.nativeipc;

/**
 * An option of {@code open} and {@code attach} of a System V segment: every {@link MemoryOpenOption}, and
 * {@code AttachAddress} of package {@code io.nativeipc.sysv}.
 */
public interface SegmentOpenOption {}
