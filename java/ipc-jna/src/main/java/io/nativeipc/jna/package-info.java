/** How the operating system is called on Java 17 to 21: JNA. */
package io.nativeipc.jna;
