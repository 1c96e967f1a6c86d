/**
 * What the operating system offers: {@link io.nativeipc.os.Posix}, {@link io.nativeipc.os.Shim} and
 * {@link io.nativeipc.os.Win32} under the functions' own names, {@link io.nativeipc.os.Constants} and
 * {@link io.nativeipc.os.Win32Constants} under theirs, {@link io.nativeipc.os.Views} for mapped memory. A
 * {@link io.nativeipc.os.Provider} says how it is called; {@link io.nativeipc.os.Native} finds one.
 */
@NullMarked
package io.nativeipc.os;

import org.jspecify.annotations.NullMarked;
