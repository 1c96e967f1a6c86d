/** How the operating system is called on Java 17 to 21: JNA. */
@NullMarked
package io.nativeipc.jna;

import org.jspecify.annotations.NullMarked;
