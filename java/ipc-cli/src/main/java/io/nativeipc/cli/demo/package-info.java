/** The verb {@code demo}: five mechanisms that transfer numbers between this Java process and a C++ process. */
@NullMarked
package io.nativeipc.cli.demo;

import org.jspecify.annotations.NullMarked;
