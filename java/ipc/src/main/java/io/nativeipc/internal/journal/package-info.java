/**
 * Who created what. Each process that creates objects keeps a list of them in a file of its own, which the kernel holds
 * locked for it; a list that nobody holds is the proof that its process is dead, and tells what it has left behind. The
 * objects themselves carry nothing of ours.
 */
@NullMarked
package io.nativeipc.internal.journal;

import org.jspecify.annotations.NullMarked;

