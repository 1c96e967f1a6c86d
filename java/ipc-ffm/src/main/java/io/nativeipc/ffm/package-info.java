/** How the operating system is called on Java 22 and later: java.lang.foreign. */
@org.jspecify.annotations.NullMarked
package io.nativeipc.ffm;
