/** Buffers for messages: views of messages in shared memory, and memory that calls borrow. */
@NullMarked
package io.nativeipc.internal.message;

import org.jspecify.annotations.NullMarked;
