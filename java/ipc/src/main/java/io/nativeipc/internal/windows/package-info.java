/** Windows kernel objects as the classes of {@code windows} need them: names, sections, access control lists. */
@NullMarked
package io.nativeipc.internal.windows;

import org.jspecify.annotations.NullMarked;
