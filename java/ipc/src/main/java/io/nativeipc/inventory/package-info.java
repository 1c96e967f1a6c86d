/** Lists the objects that processes of this user have recorded, and removes what dead processes left. */
@NullMarked
package io.nativeipc.inventory;

import org.jspecify.annotations.NullMarked;
