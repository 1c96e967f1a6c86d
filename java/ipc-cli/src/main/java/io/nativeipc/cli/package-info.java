/** The command {@code native-ipc}: one class for each of its verbs. */
@NullMarked
package io.nativeipc.cli;

import org.jspecify.annotations.NullMarked;
