/**
 * POSIX objects with their exact semantics. The classes accept every name that the system accepts and objects of every
 * owner. The library stores nothing of its own in the objects, and the kernel's permissions decide on access.
 */
@NullMarked
package io.nativeipc.posix;

import org.jspecify.annotations.NullMarked;
