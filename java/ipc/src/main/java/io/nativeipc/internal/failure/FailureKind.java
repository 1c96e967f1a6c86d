package io.nativeipc.internal.failure;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.OwnerDiedException;
import io.nativeipc.PeerClosedException;

/** The classes of exceptions that callers handle separately, with their constructors. */
@SuppressWarnings("ImmutableEnumChecker") // the constructors have no state
enum FailureKind {
    EXISTS(AlreadyExistsException.class, AlreadyExistsException::new, AlreadyExistsException::new),
    NOT_FOUND(NotFoundException.class, NotFoundException::new, NotFoundException::new),
    DENIED(AccessDeniedException.class, AccessDeniedException::new, AccessDeniedException::new),
    NO_SPACE(NoSpaceException.class, NoSpaceException::new, NoSpaceException::new),
    PEER_CLOSED(PeerClosedException.class, PeerClosedException::new, PeerClosedException::new),
    /** Always a code of the system. */
    OWNER_DIED(OwnerDiedException.class, OwnerDiedException::new, IpcException::new),
    /** Always a condition of this library. */
    CORRUPT(CorruptException.class, IpcException::new, (object, condition, text) -> new CorruptException(object, text)),
    OTHER(IpcException.class, IpcException::new, IpcException::new);

    /** Creates the exception of a failed system call. */
    @FunctionalInterface
    interface OfCall {
        IpcException create(String call, String object, String error, int code, String text);
    }

    /** Creates the exception of a condition that no system call reported. */
    @FunctionalInterface
    interface OfCondition {
        IpcException create(String object, String condition, String text);
    }

    private final Class<? extends IpcException> type;
    final OfCall call;
    final OfCondition condition;

    FailureKind(Class<? extends IpcException> type, OfCall call, OfCondition condition) {
        this.type = type;
        this.call = call;
        this.condition = condition;
    }

    /** Returns the kind of an exception. */
    static FailureKind of(IpcException failed) {
        for (FailureKind kind : values()) {
            if (kind.type.isInstance(failed)) {
                return kind;
            }
        }
        return OTHER;
    }
}
