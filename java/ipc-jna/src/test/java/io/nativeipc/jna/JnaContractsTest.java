package io.nativeipc.jna;

import io.nativeipc.contract.Contracts;
import io.nativeipc.contract.ExecutionContract;
import io.nativeipc.contract.NamedSemaphoreContract;
import io.nativeipc.contract.PosixContract;
import io.nativeipc.contract.PosixMessageQueueBadInputContract;
import io.nativeipc.contract.PosixMessageQueueContract;
import io.nativeipc.contract.PosixMessageQueuePeerContract;
import io.nativeipc.contract.PosixSemaphoreBadInputContract;
import io.nativeipc.contract.PosixSemaphoreContract;
import io.nativeipc.contract.PosixSemaphorePeerContract;
import io.nativeipc.contract.SysVMessageQueueBadInputContract;
import io.nativeipc.contract.SysVMessageQueueContract;
import io.nativeipc.contract.SysVMessageQueuePeerContract;
import io.nativeipc.contract.SysVSemaphoreSetBadInputContract;
import io.nativeipc.contract.SysVSemaphoreSetContract;
import io.nativeipc.contract.SysVSemaphoreSetPeerContract;
import io.nativeipc.contract.SysVSharedMemoryBadInputContract;
import io.nativeipc.contract.SysVSharedMemoryContract;
import io.nativeipc.contract.SysVSharedMemoryPeerContract;
import io.nativeipc.contract.WaitingContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every contract, on this provider. */
class JnaContractsTest {

    @Test
    void noContractIsMissing() throws Exception {
        Contracts.assertAllIn(getClass(), Map.of("RegionContract", "it is run as each kind of region's own contract"));
    }

    @Nested
    class Execution extends ExecutionContract {}

    @Nested
    class Posix extends PosixContract {}

    @Nested
    class SysVSharedMemory extends SysVSharedMemoryContract {}

    @Nested
    class SysVSharedMemoryPeer extends SysVSharedMemoryPeerContract {}

    @Nested
    class SysVSharedMemoryBadInput extends SysVSharedMemoryBadInputContract {}

    @Nested
    class PosixSemaphore extends PosixSemaphoreContract {}

    @Nested
    class PosixSemaphorePeer extends PosixSemaphorePeerContract {}

    @Nested
    class PosixSemaphoreBadInput extends PosixSemaphoreBadInputContract {}

    @Nested
    class NamedSemaphore extends NamedSemaphoreContract {}

    @Nested
    class SysVSemaphoreSet extends SysVSemaphoreSetContract {}

    @Nested
    class SysVSemaphoreSetPeer extends SysVSemaphoreSetPeerContract {}

    @Nested
    class SysVSemaphoreSetBadInput extends SysVSemaphoreSetBadInputContract {}

    @Nested
    class PosixMessageQueue extends PosixMessageQueueContract {}

    @Nested
    class PosixMessageQueuePeer extends PosixMessageQueuePeerContract {}

    @Nested
    class PosixMessageQueueBadInput extends PosixMessageQueueBadInputContract {}

    @Nested
    class SysVMessageQueue extends SysVMessageQueueContract {}

    @Nested
    class SysVMessageQueuePeer extends SysVMessageQueuePeerContract {}

    @Nested
    class SysVMessageQueueBadInput extends SysVMessageQueueBadInputContract {}

    @Nested
    class Waiting extends WaitingContract {}
}
