/**
 * What the operating system offers: {@link io.nativeipc.internal.sys.Posix}, {@link io.nativeipc.internal.sys.Shim} and
 * {@link io.nativeipc.internal.sys.Win32} under the functions' own names, {@link io.nativeipc.internal.sys.Constants} and
 * {@link io.nativeipc.internal.sys.Win32Constants} under theirs, {@link io.nativeipc.internal.sys.Views} for mapped memory. A
 * {@link io.nativeipc.internal.sys.Provider} says how it is called; {@link io.nativeipc.internal.sys.Native} finds one.
 */
@NullMarked
package io.nativeipc.internal.sys;

import org.jspecify.annotations.NullMarked;
