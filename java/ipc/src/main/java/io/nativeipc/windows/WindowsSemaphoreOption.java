package io.nativeipc.windows;

/** An option of {@link WindowsSemaphore#create} and {@code openOrCreate}: {@link #maximum}, and every {@link WindowsCreateOption}. */
public interface WindowsSemaphoreOption {
    /**
     * Limits the value, by default to 2³¹−1.
     *
     * @param value the largest value, at least 1
     * @return the option
     */
    static WindowsSemaphoreOption maximum(int value) {
        return new Maximum(value);
    }

    /**
     * The option that {@link #maximum} returns.
     *
     * @param value the largest value
     */
    record Maximum(int value) implements WindowsSemaphoreOption {
        static final Maximum LARGEST = new Maximum(Integer.MAX_VALUE);
    }
}
