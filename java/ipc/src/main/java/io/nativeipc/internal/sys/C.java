package io.nativeipc.internal.sys;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The C function behind a method: its header and its prototype as the manual states them,
 * {@code <unistd.h> int close(int fd)}. {@code java/tools/FfmBindings.java} checks that the method has the same name
 * and parameters. The functions of {@link Shim} have none, because {@code ipc_shim.h} declares them.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
public @interface C {
    /** The header in angle brackets, and the prototype; white space does not count. */
    String value();
}
