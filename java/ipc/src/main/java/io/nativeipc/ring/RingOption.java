package io.nativeipc.ring;

/** An option of {@link RingChannel#create}: {@link RingOptions}. */
public interface RingOption {}
