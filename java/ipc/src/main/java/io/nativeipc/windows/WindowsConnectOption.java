package io.nativeipc.windows;

/** An option of {@link WindowsNamedPipe#connect}: a {@link PipeMode}, and {@link #ANY_OWNER}. */
public interface WindowsConnectOption {
    /** Accepts a server of any user. Without it, only a server of this user, SYSTEM or the Administrators is accepted. */
    WindowsConnectOption ANY_OWNER = new WindowsConnectOption() {
        @Override
        public String toString() {
            return "ANY_OWNER";
        }
    };
}
