package io.nativeipc.contract;

import io.nativeipc.os.Native;
import java.util.Arrays;
import java.util.function.IntSupplier;

/** A program that calls libc once and the C library twice, and prints what comes of it. */
public final class ShimUser {
    private ShimUser() {}

    /** Without arguments. */
    public static void main(String[] args) {
        print("close", () -> Native.posix().close(-1));
        print("fallocate", () -> Native.shim().ipc_posix_fallocate(-1, 0, 1));
        print("fallocate", () -> Native.shim().ipc_posix_fallocate(-1, 0, 1));
    }

    private static void print(String name, IntSupplier call) {
        try {
            System.out.println(name + " " + call.getAsInt());
        } catch (RuntimeException e) {
            System.out.println(name + " " + e.getClass().getSimpleName() + " " + e.getMessage() + " "
                    + Arrays.toString(e.getSuppressed()));
        }
    }
}
