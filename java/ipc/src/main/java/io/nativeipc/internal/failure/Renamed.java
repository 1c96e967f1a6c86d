package io.nativeipc.internal.failure;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.AlreadyExistsException;
import io.nativeipc.IpcException;
import io.nativeipc.NoSpaceException;
import io.nativeipc.NotFoundException;
import io.nativeipc.PeerClosedException;

/** Reports failures of a part of an object as failures of the object. */
public final class Renamed {
    private Renamed() {}

    /**
     * Returns the same failure of a call, with the address that the caller uses for the object. A condition keeps its
     * own address.
     */
    public static IpcException as(String address, IpcException failed) {
        String call = failed.call();
        String error = failed.error();
        int code = failed.code();
        String text = failed.text();
        IpcException same;
        if (code == 0) {
            return failed;
        } else if (failed instanceof AlreadyExistsException) {
            same = new AlreadyExistsException(call, address, error, code, text);
        } else if (failed instanceof NotFoundException) {
            same = new NotFoundException(call, address, error, code, text);
        } else if (failed instanceof AccessDeniedException) {
            same = new AccessDeniedException(call, address, error, code, text);
        } else if (failed instanceof NoSpaceException) {
            same = new NoSpaceException(call, address, error, code, text);
        } else if (failed instanceof PeerClosedException) {
            same = new PeerClosedException(call, address, error, code, text);
        } else {
            same = new IpcException(call, address, error, code, text);
        }
        same.initCause(failed);
        return same;
    }
}
