/** Calls the operating system on Java 17 to 21, by JNA. */
@NullMarked
package io.nativeipc.jna;

import org.jspecify.annotations.NullMarked;
