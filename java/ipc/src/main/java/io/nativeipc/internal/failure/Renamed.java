package io.nativeipc.internal.failure;

import io.nativeipc.IpcException;

/** Reports failures of a part of an object as failures of the object. */
public final class Renamed {
    private Renamed() {}

    /** Returns the same failure with the address by which the caller knows the object. */
    public static IpcException as(String address, IpcException failed) {
        if (failed.object().equals(address)) {
            return failed;
        }
        FailureKind kind = FailureKind.of(failed);
        IpcException same = failed.code() == 0
                ? kind.condition.create(address, failed.error(), failed.text())
                : kind.call.create(failed.call(), address, failed.error(), failed.code(), failed.text());
        same.initCause(failed);
        return same;
    }
}
