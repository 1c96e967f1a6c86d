package io.nativeipc.windows;

import io.nativeipc.internal.sys.Win32Constants;

/**
 * An option of {@link WindowsNamedPipeServer#create}: a {@link PipeMode}, a {@link PipeDirection}, {@link #maxInstances},
 * and every {@link WindowsCreateOption}.
 */
public interface WindowsPipeOption {
    /**
     * Limits the number of connected clients. While all instances are in use, a further client receives ERROR_PIPE_BUSY
     * or waits, depending on its call.
     *
     * @param count 1 to 255; 255, the default, means any number
     * @return the option
     */
    static WindowsPipeOption maxInstances(int count) {
        return new MaxInstances(count);
    }

    /**
     * The option that {@link #maxInstances} returns.
     *
     * @param count the largest number of connected clients
     */
    record MaxInstances(int count) implements WindowsPipeOption {
        static final MaxInstances UNLIMITED = new MaxInstances(Win32Constants.PIPE_UNLIMITED_INSTANCES);
    }
}
