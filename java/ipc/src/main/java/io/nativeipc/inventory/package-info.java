/**
 * The IPC objects of this machine, whatever program created them: {@link io.nativeipc.inventory.Inventory} lists,
 * inspects and removes them, {@link io.nativeipc.inventory.Leftovers} removes what dead processes left, and
 * {@link io.nativeipc.inventory.Limits} shows what the system allows.
 */
@NullMarked
package io.nativeipc.inventory;

import org.jspecify.annotations.NullMarked;
