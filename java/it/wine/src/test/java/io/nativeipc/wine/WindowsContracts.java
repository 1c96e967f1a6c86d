package io.nativeipc.wine;

import io.nativeipc.contract.ClosedMemoryContract;
import io.nativeipc.contract.Contracts;
import io.nativeipc.contract.EventsContract;
import io.nativeipc.contract.ExecutionContract;
import io.nativeipc.contract.FileMappingContract;
import io.nativeipc.contract.MappedFileContract;
import io.nativeipc.contract.NamedMutexBadInputContract;
import io.nativeipc.contract.NamedMutexContract;
import io.nativeipc.contract.NamedPipeContract;
import io.nativeipc.contract.NamedPipePeerContract;
import io.nativeipc.contract.NamedSemaphoreContract;
import io.nativeipc.contract.PipeMessagesContract;
import io.nativeipc.contract.RegionPositionContract;
import io.nativeipc.contract.RingBatchContract;
import io.nativeipc.contract.RingCSharpContract;
import io.nativeipc.contract.RingCSharpTableContract;
import io.nativeipc.contract.RingClaimContract;
import io.nativeipc.contract.RingMessagesContract;
import io.nativeipc.contract.RingPeerContract;
import io.nativeipc.contract.RingRegionContract;
import io.nativeipc.contract.SharedMemoryContract;
import io.nativeipc.contract.StructContract;
import io.nativeipc.contract.WaitingContract;
import io.nativeipc.contract.Win32Contract;
import io.nativeipc.contract.Win32NumbersContract;
import io.nativeipc.contract.WindowsBadInputContract;
import io.nativeipc.contract.WindowsErrorObjectsContract;
import io.nativeipc.contract.WindowsNamedPipeContract;
import io.nativeipc.contract.WindowsObjectsContract;
import io.nativeipc.contract.WindowsPeerContract;
import io.nativeipc.contract.WindowsPipeStreamContract;
import io.nativeipc.contract.WindowsSecurityContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contracts that apply on Windows. {@link io.nativeipc.elsewhere.WindowsRun} runs them there for each provider,
 * under the provider's name.
 */
@ExtendWith(NotOnWindows.class)
class WindowsContracts {

    @Test
    void noContractIsMissing() throws Exception {
        Contracts.assertAllIn(getClass(), new NotOnWindows().contracts());
    }

    @Nested
    class ClosedMemory extends ClosedMemoryContract {}

    @Nested
    class Events extends EventsContract {}

    @Nested
    class Execution extends ExecutionContract {}

    @Nested
    class FileMapping extends FileMappingContract {}

    @Nested
    class MappedFile extends MappedFileContract {}

    @Nested
    class NamedMutex extends NamedMutexContract {}

    @Nested
    class NamedMutexBadInput extends NamedMutexBadInputContract {}

    @Nested
    class NamedPipe extends NamedPipeContract {}

    @Nested
    class NamedPipePeer extends NamedPipePeerContract {}

    @Nested
    class NamedSemaphore extends NamedSemaphoreContract {}

    @Nested
    class RegionPosition extends RegionPositionContract {}

    @Nested
    class RingBatch extends RingBatchContract {}

    @Nested
    class RingClaim extends RingClaimContract {}

    @Nested
    class RingCSharp extends RingCSharpContract {}

    @Nested
    class RingCSharpTable extends RingCSharpTableContract {}

    @Nested
    class RingPeer extends RingPeerContract {}

    @Nested
    class RingRegion extends RingRegionContract {}

    @Nested
    class SharedMemory extends SharedMemoryContract {}

    @Nested
    class Struct extends StructContract {}

    @Nested
    class Waiting extends WaitingContract {}

    @Nested
    class Win32 extends Win32Contract {}

    @Nested
    class Win32Numbers extends Win32NumbersContract {}

    @Nested
    class WindowsBadInput extends WindowsBadInputContract {}

    @Nested
    class WindowsErrorObjects extends WindowsErrorObjectsContract {}

    @Nested
    class WindowsNamedPipe extends WindowsNamedPipeContract {}

    @Nested
    class WindowsObjects extends WindowsObjectsContract {}

    @Nested
    class WindowsPeer extends WindowsPeerContract {}

    @Nested
    class WindowsPipeStream extends WindowsPipeStreamContract {}

    @Nested
    class WindowsSecurity extends WindowsSecurityContract {}

    @Nested
    class PipeMessages extends PipeMessagesContract {}

    @Nested
    class RingMessages extends RingMessagesContract {}
}
