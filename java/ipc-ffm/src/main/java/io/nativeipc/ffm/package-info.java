/** Calls the operating system on Java 22 and later, by java.lang.foreign. */
@org.jspecify.annotations.NullMarked
package io.nativeipc.ffm;
