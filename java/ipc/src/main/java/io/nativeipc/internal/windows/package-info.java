/** Kernel objects of Windows as the objects of {@code windows} need them: names, sections, access control lists. */
@NullMarked
package io.nativeipc.internal.windows;

import org.jspecify.annotations.NullMarked;
