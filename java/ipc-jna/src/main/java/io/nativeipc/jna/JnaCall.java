package io.nativeipc.jna;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.nativeipc.os.Errno;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One C function: −1 becomes −errno, a buffer begins at its position, an absent symbol is −ENOSYS. */
final class JnaCall implements InvocationHandler {
    private final @Nullable Function function;
    private final Class<?> result;
    private final boolean setsErrno;

    JnaCall(NativeLibrary library, Method method, boolean setsErrno) {
        this.function = find(library, method.getName());
        this.result = method.getReturnType();
        this.setsErrno = setsErrno && !method.getName().equals("geteuid");
    }

    private static @Nullable Function find(NativeLibrary library, String name) {
        try {
            return library.getFunction(name);
        } catch (UnsatisfiedLinkError absent) {
            return null;
        }
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        if (function == null) {
            return boxed(-Errno.ENOSYS);
        }
        Object returned = function.invoke(result, fromPosition(arguments));
        if (setsErrno && ((Number) returned).longValue() == -1) {
            // JNA keeps errno for each thread, from right after the call.
            return boxed(-Native.getLastError());
        }
        return returned;
    }

    /** JNA passes the address of a direct buffer's first byte, whatever its position. */
    private static Object @Nullable [] fromPosition(Object @Nullable [] arguments) {
        if (arguments != null) {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof ByteBuffer buffer && buffer.position() != 0) {
                    arguments[i] = buffer.slice();
                }
            }
        }
        return arguments;
    }

    private Object boxed(int value) {
        return result == long.class ? (Object) (long) value : (Object) value;
    }
}
