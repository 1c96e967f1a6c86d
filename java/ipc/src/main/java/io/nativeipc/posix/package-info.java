/**
 * The POSIX objects with their exact semantics. They are raw: any name that the system accepts, any owner, nothing of ours
 * in them; the kernel's permissions decide.
 */
@NullMarked
package io.nativeipc.posix;

import org.jspecify.annotations.NullMarked;
