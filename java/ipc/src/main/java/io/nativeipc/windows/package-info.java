/**
 * The objects of Windows, exactly as they are: {@link io.nativeipc.windows.FileMapping},
 * {@link io.nativeipc.windows.WindowsSemaphore}, {@link io.nativeipc.windows.WindowsMutex},
 * {@link io.nativeipc.windows.WindowsEvent}, {@link io.nativeipc.windows.WindowsNamedPipe} and its server. A name dies with
 * the last handle of its object. Who may use an object is told by a {@link io.nativeipc.windows.WindowsAccess} when it is
 * created: the current user alone, unless said otherwise.
 *
 * <p>On another system every creation and every opening throws {@link java.lang.UnsupportedOperationException}.
 */
@NullMarked
package io.nativeipc.windows;

import org.jspecify.annotations.NullMarked;
