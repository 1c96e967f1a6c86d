package io.nativeipc.inventory;

import java.io.IOException;
import java.util.List;

/** A kind of which the system has a list. */
interface ListedKind extends ObjectKind {
    /** Returns all objects; adds to the scan's gaps what cannot be listed. */
    List<Facts> list(Scan scan) throws IOException;
}
