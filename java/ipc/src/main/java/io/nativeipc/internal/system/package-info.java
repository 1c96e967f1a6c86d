/** The portable interfaces of {@link io.nativeipc} on each kind of system. */
@NullMarked
package io.nativeipc.internal.system;

import org.jspecify.annotations.NullMarked;
