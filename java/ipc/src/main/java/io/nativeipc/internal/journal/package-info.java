/**
 * Records what each process has created. Each process that creates objects keeps a list of them in its own file, on
 * which it holds a kernel lock. A list that no process has locked proves that its process is dead, and names the
 * objects that it left. The objects themselves contain no data of this library.
 */
@NullMarked
package io.nativeipc.internal.journal;

import org.jspecify.annotations.NullMarked;
