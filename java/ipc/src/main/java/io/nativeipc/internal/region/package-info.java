/** Memory that is mapped into this process: the implementation of {@link io.nativeipc.Region}, and what is mapped. */
@NullMarked
package io.nativeipc.internal.region;

import org.jspecify.annotations.NullMarked;
