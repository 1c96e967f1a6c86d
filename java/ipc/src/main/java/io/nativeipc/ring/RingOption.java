package io.nativeipc.ring;

/** An option of {@code create} and {@code openOrCreate} of a {@link RingChannel}: {@link RingOptions}. */
public interface RingOption {}
