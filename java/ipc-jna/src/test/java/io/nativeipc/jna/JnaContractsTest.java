package io.nativeipc.jna;

import io.nativeipc.contract.Contracts;
import io.nativeipc.contract.CppStructContract;
import io.nativeipc.contract.CreationsContract;
import io.nativeipc.contract.ExecutionContract;
import io.nativeipc.contract.FifoContract;
import io.nativeipc.contract.FifoPeerContract;
import io.nativeipc.contract.MappedFileContract;
import io.nativeipc.contract.MemoryBadInputContract;
import io.nativeipc.contract.MemoryPeerContract;
import io.nativeipc.contract.PosixContract;
import io.nativeipc.contract.PosixSharedMemoryContract;
import io.nativeipc.contract.ProviderContract;
import io.nativeipc.contract.SharedMemoryContract;
import io.nativeipc.contract.SysVSharedMemoryBadInputContract;
import io.nativeipc.contract.SysVSharedMemoryContract;
import io.nativeipc.contract.SysVSharedMemoryPeerContract;
import io.nativeipc.contract.TruncationContract;
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
    class PosixSharedMemory extends PosixSharedMemoryContract {}

    @Nested
    class SharedMemory extends SharedMemoryContract {}

    @Nested
    class MappedFile extends MappedFileContract {}

    @Nested
    class Truncation extends TruncationContract {}

    @Nested
    class MemoryPeer extends MemoryPeerContract {}

    @Nested
    class MemoryBadInput extends MemoryBadInputContract {}

    @Nested
    class Fifo extends FifoContract {}

    @Nested
    class FifoPeer extends FifoPeerContract {}

    @Nested
    class Creations extends CreationsContract {}

    @Nested
    class CppStruct extends CppStructContract {}

    @Nested
    class Provider extends ProviderContract {}
}
