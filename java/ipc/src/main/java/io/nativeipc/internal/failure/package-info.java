/** Creates exceptions for the error numbers of failed calls, and names the limit that a call has reached. */
@NullMarked
package io.nativeipc.internal.failure;

import org.jspecify.annotations.NullMarked;
