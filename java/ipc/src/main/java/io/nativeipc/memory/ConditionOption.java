package io.nativeipc.memory;

/** An option of {@link SharedCondition#at} and {@link SharedCondition#create}: {@link #SIGNAL_BEFORE_GLIBC_2_41}. */
public enum ConditionOption {
    /**
     * Allows {@link SharedCondition#signal} and {@link SharedCondition#broadcast} with a glibc before 2.41. There a
     * process of C that is killed inside {@code pthread_cond_wait} makes a later call of either method wait for ever,
     * in the C library, where neither an interrupt nor a close ends it.
     */
    SIGNAL_BEFORE_GLIBC_2_41
}
