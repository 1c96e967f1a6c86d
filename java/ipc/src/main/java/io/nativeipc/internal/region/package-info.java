/**
 * Memory mapped into this process: the implementation of {@link io.nativeipc.Region}, and the objects that are mapped.
 */
@NullMarked
package io.nativeipc.internal.region;

import org.jspecify.annotations.NullMarked;
