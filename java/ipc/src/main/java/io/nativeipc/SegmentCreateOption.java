package io.nativeipc;

/**
 * An option of {@code create} and {@code openOrCreate} of a System V segment: every {@link CreateOption}, and
 * {@code AttachAddress} of package {@code io.nativeipc.sysv}.
 */
public interface SegmentCreateOption {}
