/** The verb {@code demo}: five mechanisms that carry numbers between this Java process and a C++ process. */
package io.nativeipc.cli.demo;
