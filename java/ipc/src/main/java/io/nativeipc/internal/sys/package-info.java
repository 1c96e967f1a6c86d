/**
 * The functions of the operating system: {@link io.nativeipc.internal.sys.Posix},
 * {@link io.nativeipc.internal.sys.Shim} and {@link io.nativeipc.internal.sys.Win32} under their own names, the
 * constants in {@link io.nativeipc.internal.sys.Constants} and {@link io.nativeipc.internal.sys.Win32Constants} under
 * theirs, and {@link io.nativeipc.internal.sys.Views} for mapped memory. A {@link io.nativeipc.internal.sys.Provider}
 * makes the calls; {@link io.nativeipc.internal.sys.Native} finds one.
 */
@NullMarked
package io.nativeipc.internal.sys;

import org.jspecify.annotations.NullMarked;
