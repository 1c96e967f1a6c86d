package io.nativeipc.jna;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.WString;
import io.nativeipc.internal.sys.CText;
import io.nativeipc.internal.sys.Failure;
import io.nativeipc.internal.sys.Win32Error;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One C function. A failure becomes the negated code, a buffer is passed from its position on, and an absent symbol is
 * also reported as a code.
 */
final class JnaCall implements InvocationHandler {

    private final @Nullable Function function;
    private final Class<?> result;
    private final Failure.Kind failure;
    private final int absent;
    private final boolean wide;

    /**
     * @param libraries the libraries to search for the function, in this order
     * @param absent the result of a function that is in none of them
     * @param wide whether strings are UTF-16
     */
    JnaCall(List<NativeLibrary> libraries, Method method, int absent, boolean wide) {
        this.function = find(libraries, method.getName());
        this.result = method.getReturnType();
        this.failure = failureOf(method);
        this.absent = absent;
        this.wide = wide;
    }

    private static Failure.Kind failureOf(Method method) {
        Failure own = method.getAnnotation(Failure.class);
        Failure usual = method.getDeclaringClass().getAnnotation(Failure.class);
        return Objects.requireNonNull(own == null ? usual : own).value();
    }

    private static @Nullable Function find(List<NativeLibrary> libraries, String name) {
        Function found = null;
        for (NativeLibrary library : libraries) {
            try {
                found = found == null ? library.getFunction(name) : found;
            } catch (UnsatisfiedLinkError elsewhere) {
                found = null;
            }
        }
        return found;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        if (function == null) {
            return boxed(absent);
        }
        int[] lastError = null;
        if (arguments != null && arguments[arguments.length - 1] instanceof int[] receiver) {
            lastError = receiver;
            arguments = Arrays.copyOf(arguments, arguments.length - 1);
        }
        Object returned = function.invoke(result, converted(arguments));
        if (lastError != null) {
            lastError[0] = Native.getLastError();
        }
        long value = ((Number) returned).longValue();
        return switch (failure) {
            case NEVER -> returned;
            case MINUS_ONE -> value == -1 ? boxed(-code()) : returned;
            case ZERO -> value == 0 ? boxed(-code()) : returned;
            case ERROR_CODE -> boxed((int) -value);
        };
    }

    /**
     * JNA keeps the code for each thread directly after the call. A failure without a code must not look like success.
     */
    private static int code() {
        int code = Native.getLastError();
        return code == 0 ? Win32Error.ERROR_GEN_FAILURE : code;
    }

    /** JNA would pass the address of a direct buffer's first byte, whatever its position. */
    private Object @Nullable [] converted(Object @Nullable [] arguments) {
        if (arguments != null) {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof ByteBuffer buffer && buffer.position() != 0) {
                    arguments[i] = buffer.slice();
                } else if (arguments[i] instanceof String string) {
                    CText.check(string);
                    arguments[i] = wide ? new WString(string) : string;
                }
            }
        }
        return arguments;
    }

    private Object boxed(int value) {
        return result == long.class ? (Object) (long) value : (Object) value;
    }
}
