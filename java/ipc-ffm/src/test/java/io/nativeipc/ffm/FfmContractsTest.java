package io.nativeipc.ffm;

import io.nativeipc.contract.BadObjectsContract;
import io.nativeipc.contract.BoostLocksContract;
import io.nativeipc.contract.CloseRaceContract;
import io.nativeipc.contract.ClosedMemoryContract;
import io.nativeipc.contract.Contracts;
import io.nativeipc.contract.CppStructContract;
import io.nativeipc.contract.CreationListContract;
import io.nativeipc.contract.CreationsContract;
import io.nativeipc.contract.DescriptorBadInputContract;
import io.nativeipc.contract.DescriptorContract;
import io.nativeipc.contract.DescriptorPeerContract;
import io.nativeipc.contract.DotNetPipeContract;
import io.nativeipc.contract.ErrorObjectsContract;
import io.nativeipc.contract.EventsContract;
import io.nativeipc.contract.ExecutionContract;
import io.nativeipc.contract.FifoContract;
import io.nativeipc.contract.FifoPeerContract;
import io.nativeipc.contract.IntentContract;
import io.nativeipc.contract.InventoryContract;
import io.nativeipc.contract.KilledWaiterContract;
import io.nativeipc.contract.LatestValueBadInputContract;
import io.nativeipc.contract.LatestValueContract;
import io.nativeipc.contract.LatestValueWaitContract;
import io.nativeipc.contract.LimitsContract;
import io.nativeipc.contract.LoaderContract;
import io.nativeipc.contract.MappedFileContract;
import io.nativeipc.contract.MemfdContract;
import io.nativeipc.contract.MemoryBadInputContract;
import io.nativeipc.contract.MemoryPeerContract;
import io.nativeipc.contract.MutexKindsContract;
import io.nativeipc.contract.NamedMutexBadInputContract;
import io.nativeipc.contract.NamedMutexContract;
import io.nativeipc.contract.NamedPipeContract;
import io.nativeipc.contract.NamedPipePeerContract;
import io.nativeipc.contract.NamedSemaphoreContract;
import io.nativeipc.contract.OffsetPointerContract;
import io.nativeipc.contract.OpeningContract;
import io.nativeipc.contract.PendingFaultContract;
import io.nativeipc.contract.PipeMessagesContract;
import io.nativeipc.contract.PosixContract;
import io.nativeipc.contract.PosixMessageQueueBadInputContract;
import io.nativeipc.contract.PosixMessageQueueContract;
import io.nativeipc.contract.PosixMessageQueuePeerContract;
import io.nativeipc.contract.PosixNamedMutexContract;
import io.nativeipc.contract.PosixNamedPipeContract;
import io.nativeipc.contract.PosixQueueMessagesContract;
import io.nativeipc.contract.PosixSemaphoreBadInputContract;
import io.nativeipc.contract.PosixSemaphoreContract;
import io.nativeipc.contract.PosixSemaphorePeerContract;
import io.nativeipc.contract.PosixSharedMemoryContract;
import io.nativeipc.contract.ProviderContract;
import io.nativeipc.contract.RegionClosedMeanwhileContract;
import io.nativeipc.contract.RegionPositionContract;
import io.nativeipc.contract.ReplacedNameContract;
import io.nativeipc.contract.RingBadInputContract;
import io.nativeipc.contract.RingBatchContract;
import io.nativeipc.contract.RingCSharpContract;
import io.nativeipc.contract.RingCSharpTableContract;
import io.nativeipc.contract.RingChannelContract;
import io.nativeipc.contract.RingClaimContract;
import io.nativeipc.contract.RingCleanUpContract;
import io.nativeipc.contract.RingKillContract;
import io.nativeipc.contract.RingLockFileContract;
import io.nativeipc.contract.RingMessagesContract;
import io.nativeipc.contract.RingPeerContract;
import io.nativeipc.contract.RingRegionContract;
import io.nativeipc.contract.RingScribblerContract;
import io.nativeipc.contract.RingSleepContract;
import io.nativeipc.contract.RingStatisticsContract;
import io.nativeipc.contract.RingTableContract;
import io.nativeipc.contract.RingTruncationContract;
import io.nativeipc.contract.SeqLockContract;
import io.nativeipc.contract.SharedConditionContract;
import io.nativeipc.contract.SharedMemoryContract;
import io.nativeipc.contract.SharedMutexContract;
import io.nativeipc.contract.SharedReadWriteLockContract;
import io.nativeipc.contract.SharedSemaphoreContract;
import io.nativeipc.contract.SharedWordContract;
import io.nativeipc.contract.StructContract;
import io.nativeipc.contract.SurroundingsContract;
import io.nativeipc.contract.SysVMessageQueueBadInputContract;
import io.nativeipc.contract.SysVMessageQueueContract;
import io.nativeipc.contract.SysVMessageQueuePeerContract;
import io.nativeipc.contract.SysVQueueMessagesContract;
import io.nativeipc.contract.SysVRemovedContract;
import io.nativeipc.contract.SysVSemaphoreSetBadInputContract;
import io.nativeipc.contract.SysVSemaphoreSetContract;
import io.nativeipc.contract.SysVSemaphoreSetPeerContract;
import io.nativeipc.contract.SysVSharedMemoryBadInputContract;
import io.nativeipc.contract.SysVSharedMemoryContract;
import io.nativeipc.contract.SysVSharedMemoryPeerContract;
import io.nativeipc.contract.TruncationContract;
import io.nativeipc.contract.UnixFramesContract;
import io.nativeipc.contract.UnixMessagesContract;
import io.nativeipc.contract.UserIdsContract;
import io.nativeipc.contract.WaitingContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs every contract with the FFM provider. */
class FfmContractsTest {

    @Test
    void noContractIsMissing() throws Exception {
        Contracts.assertAllIn(getClass(), Map.of());
    }

    @Nested
    class DotNetPipe extends DotNetPipeContract {}

    @Nested
    class ErrorObjects extends ErrorObjectsContract {}

    @Nested
    class Events extends EventsContract {}

    @Nested
    class Execution extends ExecutionContract {}

    @Nested
    class LatestValue extends LatestValueContract {}

    @Nested
    class LatestValueBadInput extends LatestValueBadInputContract {}

    @Nested
    class LatestValueWait extends LatestValueWaitContract {}

    @Nested
    class Limits extends LimitsContract {}

    @Nested
    class Loader extends LoaderContract {}

    @Nested
    class Provider extends ProviderContract {}

    @Nested
    class Posix extends PosixContract {}

    @Nested
    class BadObjects extends BadObjectsContract {}

    @Nested
    class CloseRace extends CloseRaceContract {}

    @Nested
    class ClosedMemory extends ClosedMemoryContract {}

    @Nested
    class CppStruct extends CppStructContract {}

    @Nested
    class Creations extends CreationsContract {}

    @Nested
    class CreationList extends CreationListContract {}

    @Nested
    class Intent extends IntentContract {}

    @Nested
    class Inventory extends InventoryContract {}

    @Nested
    class Descriptor extends DescriptorContract {}

    @Nested
    class DescriptorBadInput extends DescriptorBadInputContract {}

    @Nested
    class DescriptorPeer extends DescriptorPeerContract {}

    @Nested
    class Fifo extends FifoContract {}

    @Nested
    class FifoPeer extends FifoPeerContract {}

    @Nested
    class MappedFile extends MappedFileContract {}

    @Nested
    class Memfd extends MemfdContract {}

    @Nested
    class BoostLocks extends BoostLocksContract {}

    @Nested
    class PendingFault extends PendingFaultContract {}

    @Nested
    class OffsetPointer extends OffsetPointerContract {}

    @Nested
    class MemoryBadInput extends MemoryBadInputContract {}

    @Nested
    class MemoryPeer extends MemoryPeerContract {}

    @Nested
    class NamedMutex extends NamedMutexContract {}

    @Nested
    class NamedMutexBadInput extends NamedMutexBadInputContract {}

    @Nested
    class NamedSemaphore extends NamedSemaphoreContract {}

    @Nested
    class NamedPipe extends NamedPipeContract {}

    @Nested
    class NamedPipePeer extends NamedPipePeerContract {}

    @Nested
    class PosixNamedPipe extends PosixNamedPipeContract {}

    @Nested
    class PosixMessageQueue extends PosixMessageQueueContract {}

    @Nested
    class PosixMessageQueueBadInput extends PosixMessageQueueBadInputContract {}

    @Nested
    class PosixMessageQueuePeer extends PosixMessageQueuePeerContract {}

    @Nested
    class PosixNamedMutex extends PosixNamedMutexContract {}

    @Nested
    class PosixSemaphore extends PosixSemaphoreContract {}

    @Nested
    class PosixSemaphoreBadInput extends PosixSemaphoreBadInputContract {}

    @Nested
    class PosixSemaphorePeer extends PosixSemaphorePeerContract {}

    @Nested
    class PosixSharedMemory extends PosixSharedMemoryContract {}

    @Nested
    class RingBatch extends RingBatchContract {}

    @Nested
    class RegionClosedMeanwhile extends RegionClosedMeanwhileContract {}

    @Nested
    class RegionPosition extends RegionPositionContract {}

    @Nested
    class RingBadInput extends RingBadInputContract {}

    @Nested
    class RingChannel extends RingChannelContract {}

    @Nested
    class RingCleanUp extends RingCleanUpContract {}

    @Tag("full")
    @Nested
    class RingKill extends RingKillContract {}

    @Nested
    class RingLockFile extends RingLockFileContract {}

    @Nested
    class RingPeer extends RingPeerContract {}

    @Nested
    class RingCSharp extends RingCSharpContract {}

    @Nested
    class RingCSharpTable extends RingCSharpTableContract {}

    @Nested
    class RingClaim extends RingClaimContract {}

    @Nested
    class RingRegion extends RingRegionContract {}

    @Nested
    class RingSleep extends RingSleepContract {}

    @Nested
    class RingScribbler extends RingScribblerContract {}

    @Nested
    class RingStatistics extends RingStatisticsContract {}

    @Nested
    class RingTable extends RingTableContract {}

    @Nested
    class RingTruncation extends RingTruncationContract {}

    @Nested
    class SeqLock extends SeqLockContract {}

    @Nested
    class SharedMemory extends SharedMemoryContract {}

    @Nested
    class KilledWaiter extends KilledWaiterContract {}

    @Nested
    class MutexKinds extends MutexKindsContract {}

    @Nested
    class SharedMutex extends SharedMutexContract {}

    @Nested
    class SharedCondition extends SharedConditionContract {}

    @Nested
    class SharedReadWriteLock extends SharedReadWriteLockContract {}

    @Nested
    class SharedSemaphore extends SharedSemaphoreContract {}

    @Nested
    class SharedWord extends SharedWordContract {}

    @Nested
    class Struct extends StructContract {}

    @Nested
    class SysVMessageQueue extends SysVMessageQueueContract {}

    @Nested
    class SysVMessageQueueBadInput extends SysVMessageQueueBadInputContract {}

    @Nested
    class SysVMessageQueuePeer extends SysVMessageQueuePeerContract {}

    @Nested
    class SysVRemoved extends SysVRemovedContract {}

    @Nested
    class SysVSemaphoreSet extends SysVSemaphoreSetContract {}

    @Nested
    class SysVSemaphoreSetBadInput extends SysVSemaphoreSetBadInputContract {}

    @Nested
    class SysVSemaphoreSetPeer extends SysVSemaphoreSetPeerContract {}

    @Nested
    class SysVSharedMemory extends SysVSharedMemoryContract {}

    @Nested
    class SysVSharedMemoryBadInput extends SysVSharedMemoryBadInputContract {}

    @Nested
    class SysVSharedMemoryPeer extends SysVSharedMemoryPeerContract {}

    @Nested
    class Surroundings extends SurroundingsContract {}

    @Nested
    class Truncation extends TruncationContract {}

    @Nested
    class UserIds extends UserIdsContract {}

    @Nested
    class Waiting extends WaitingContract {}

    @Nested
    class PosixQueueMessages extends PosixQueueMessagesContract {}

    @Nested
    class SysVQueueMessages extends SysVQueueMessagesContract {}

    @Nested
    class RingMessages extends RingMessagesContract {}

    @Nested
    class UnixFrames extends UnixFramesContract {}

    @Nested
    class UnixMessages extends UnixMessagesContract {}

    @Nested
    class ReplacedName extends ReplacedNameContract {}

    @Nested
    class Opening extends OpeningContract {}

    @Nested
    class PipeMessages extends PipeMessagesContract {}
}
