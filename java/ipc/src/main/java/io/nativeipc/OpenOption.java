package io.nativeipc;

/** An option of {@code open} of a portable object: {@link #ANY_OWNER}. */
public interface OpenOption extends MemoryOpenOption {
    /**
     * Accepts an object of any user that its mode or access control list lets this process use. Without this option a
     * portable object is opened only if it belongs to this process's user. That user can then harm this process: by
     * truncating memory, by breaking a mutex, or by answering in the place of a server.
     */
    OpenOption ANY_OWNER = new OpenOption() {
        @Override
        public String toString() {
            return "ANY_OWNER";
        }
    };
}
