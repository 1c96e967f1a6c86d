/**
 * The record of what each process has created. Each process that creates objects keeps a list of them in a file of its own,
 * which the kernel holds locked for it. A list that no process holds proves that its process is dead, and names what it left.
 * The objects themselves contain nothing of this library.
 */
@NullMarked
package io.nativeipc.internal.journal;

import org.jspecify.annotations.NullMarked;
