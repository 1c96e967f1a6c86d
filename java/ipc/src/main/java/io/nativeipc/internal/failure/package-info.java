/** Makes exceptions of the error numbers of failed calls, and names the limit that a call has met. */
@NullMarked
package io.nativeipc.internal.failure;

import org.jspecify.annotations.NullMarked;
