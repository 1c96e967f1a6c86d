/** Files, descriptors and users of Unix systems, as the objects of {@code posix} and {@code sysv} need them. */
@NullMarked
package io.nativeipc.internal.unix;

import org.jspecify.annotations.NullMarked;
