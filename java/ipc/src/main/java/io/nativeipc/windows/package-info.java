/**
 * The objects of Windows with their exact semantics: {@link io.nativeipc.windows.FileMapping},
 * {@link io.nativeipc.windows.WindowsSemaphore}, {@link io.nativeipc.windows.WindowsMutex},
 * {@link io.nativeipc.windows.WindowsEvent}, {@link io.nativeipc.windows.WindowsNamedPipe} and its server. A name is
 * removed with the last handle of its object. A {@link io.nativeipc.windows.WindowsAccess} determines the access to a
 * new object; the default is access for the current user only.
 *
 * <p>On other systems every creation and every opening throws {@link java.lang.UnsupportedOperationException}.
 */
@NullMarked
package io.nativeipc.windows;

import org.jspecify.annotations.NullMarked;
