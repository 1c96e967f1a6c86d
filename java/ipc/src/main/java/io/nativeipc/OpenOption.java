package io.nativeipc;

/** An option of {@code open} and {@code connect} of a portable object: {@link #ANY_OWNER}. */
public interface OpenOption extends SharedMemoryOpenOption {
    /**
     * Accepts an object of any user that its mode or access control list lets this process use. Without this option
     * {@link SharedMemory} and {@link NamedSemaphore} are opened, and {@link NamedPipe} connects, only if the object
     * belongs to this process's user; for a pipe also to root, and on Windows also to SYSTEM or the Administrators. The
     * owner of a foreign object can harm this process: it can truncate memory, or answer in the place of a server.
     * {@link MappedFile} and the exact classes accept every owner and do not have this option.
     */
    OpenOption ANY_OWNER = new OpenOption() {
        @Override
        public String toString() {
            return "ANY_OWNER";
        }
    };
}
