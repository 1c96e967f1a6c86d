/** The command {@code native-ipc}: one class for each of its verbs. */
package io.nativeipc.cli;
