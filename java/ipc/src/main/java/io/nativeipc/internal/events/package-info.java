/**
 * The events of JDK Flight Recorder that this library records. Without module {@code jdk.jfr} nothing is recorded.
 */
@NullMarked
package io.nativeipc.internal.events;

import org.jspecify.annotations.NullMarked;
