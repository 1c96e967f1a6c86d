package io.nativeipc.wine;

import io.nativeipc.contract.Contracts;
import io.nativeipc.contract.ExecutionContract;
import io.nativeipc.contract.MappedFileContract;
import io.nativeipc.contract.MemoryBadInputContract;
import io.nativeipc.contract.NamedSemaphoreContract;
import io.nativeipc.contract.SharedMemoryContract;
import io.nativeipc.contract.WaitingContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every contract that applies on Windows; build/WindowsTests.java runs them there, under the name of each provider. */
@ExtendWith(NotOnWindows.class)
class WindowsContracts {

    @Test
    void noContractIsMissing() throws Exception {
        Map<String, String> excepted = NotOnWindows.contracts();
        excepted.put("RegionContract", "it is run as each kind of region's own contract");
        Contracts.assertAllIn(getClass(), excepted);
    }

    @Nested
    class Execution extends ExecutionContract {}

    @Nested
    class MappedFile extends MappedFileContract {}

    @Nested
    class MemoryBadInput extends MemoryBadInputContract {}

    @Nested
    class NamedSemaphore extends NamedSemaphoreContract {}

    @Nested
    class SharedMemory extends SharedMemoryContract {}

    @Nested
    class Waiting extends WaitingContract {}
}
