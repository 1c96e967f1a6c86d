/**
 * Creation and end of objects: opening or creating while other processes do the same, undoing interrupted steps, and
 * removal at the exit of the JVM.
 */
@NullMarked
package io.nativeipc.internal.lifecycle;

import org.jspecify.annotations.NullMarked;
