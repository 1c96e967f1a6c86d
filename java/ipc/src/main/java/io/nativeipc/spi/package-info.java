/**
 * What the author of a {@link io.nativeipc.MessageTransport} needs so that its calls wait as those of this library do:
 * deadlines, waits that an interrupt ends, and channels with timeouts.
 */
@NullMarked
package io.nativeipc.spi;

import org.jspecify.annotations.NullMarked;
