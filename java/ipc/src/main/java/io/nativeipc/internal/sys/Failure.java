package io.nativeipc.internal.sys;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a C function reports a failure, which the providers convert to the negated error code. On an interface it holds
 * for all functions that have no annotation of their own.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Failure {
    /** The value that a failed function returns. */
    Kind value();

    /** The ways in which functions fail. */
    enum Kind {
        /** The function cannot fail, or returns the negated code itself. */
        NEVER,
        /** The function returns −1, also as MAP_FAILED, INVALID_HANDLE_VALUE or WAIT_FAILED, and stores the code. */
        MINUS_ONE,
        /** The function returns zero, which is FALSE or NULL, and stores the code. */
        ZERO,
        /** The function returns the code itself, or 0 on success, and stores nothing. */
        ERROR_CODE
    }
}
