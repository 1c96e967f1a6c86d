/** A parser of C declarations, which computes the layout of structs from the text of a header. */
@NullMarked
package io.nativeipc.internal.cdecl;

import org.jspecify.annotations.NullMarked;
