package io.nativeipc.internal.failure;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.CorruptException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;

/** Reports failures of a part of an object as failures of the object. */
public final class Renamed {
    private Renamed() {}

    /** Returns the same failure with the address by which the caller knows the object. */
    public static IpcException as(String address, IpcException failed) {
        if (failed.object().equals(address)) {
            return failed;
        }
        IpcException same = failed.code() == 0 ? condition(address, failed) : failedCall(address, failed);
        same.initCause(failed);
        return same;
    }

    private static IpcException failedCall(String address, IpcException failed) {
        String call = failed.call();
        String error = failed.error();
        int code = failed.code();
        String text = failed.text();
        if (failed instanceof AlreadyExistsException) {
            return new AlreadyExistsException(call, address, error, code, text);
        } else if (failed instanceof NotFoundException) {
            return new NotFoundException(call, address, error, code, text);
        } else if (failed instanceof AccessDeniedException) {
            return new AccessDeniedException(call, address, error, code, text);
        } else if (failed instanceof NoSpaceException) {
            return new NoSpaceException(call, address, error, code, text);
        } else if (failed instanceof PeerClosedException) {
            return new PeerClosedException(call, address, error, code, text);
        }
        return new IpcException(call, address, error, code, text);
    }

    private static IpcException condition(String address, IpcException failed) {
        String error = failed.error();
        String text = failed.text();
        if (failed instanceof AlreadyExistsException) {
            return new AlreadyExistsException(address, error, text);
        } else if (failed instanceof NotFoundException) {
            return new NotFoundException(address, error, text);
        } else if (failed instanceof AccessDeniedException) {
            return new AccessDeniedException(address, error, text);
        } else if (failed instanceof NoSpaceException) {
            return new NoSpaceException(address, error, text);
        } else if (failed instanceof PeerClosedException) {
            return new PeerClosedException(address, error, text);
        } else if (failed instanceof CorruptException) {
            return new CorruptException(address, text);
        }
        return new IpcException(address, error, text);
    }
}
