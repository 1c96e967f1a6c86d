package io.nativeipc.ring;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nativeipc.IpcException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Fuzz tests of the ring channel. With {@code JAZZER_FUZZ=1}, Jazzer searches for inputs, guided by the branches that
 * it has reached. Otherwise each test runs once, and with the inputs that Jazzer found before.
 */
class RingFuzzTest {
    private static final HostileMemory MEMORY = new HostileMemory();
    private static final long BYTE_SIZE = HostileMemory.OPTIONS.byteSize();

    @FuzzTest(maxDuration = "120s")
    void header(FuzzedDataProvider data) {
        ByteBuffer page = RingHeader.page();
        RingHeader.create(HostileMemory.OPTIONS).write(page);
        page.putInt(RingLayout.STATE_OFFSET, RingLayout.STATE_READY);
        while (data.remainingBytes() > 4) {
            page.putInt(4 * data.consumeInt(0, RingLayout.REGISTRY_OFFSET / 4 - 1), data.consumeInt());
        }
        try {
            HeaderMutationTest.contradictsNothing(RingHeader.parse(page, BYTE_SIZE, "ring:/fuzz"), BYTE_SIZE);
        } catch (IpcException documented) {
            return;
        }
    }

    @FuzzTest(maxDuration = "120s")
    void lane(FuzzedDataProvider data) throws IOException {
        MEMORY.begin(8 * data.consumeInt(0, 511), 1, 600, 33);
        RingConsumer consumer = MEMORY.consumer();
        while (data.remainingBytes() > 8) {
            MEMORY.put(8 * data.consumeInt(0, (HostileMemory.CONTROL + 8192) / 8 - 1), data.consumeLong());
        }
        MEMORY.use(consumer);
        if (MEMORY.longest > HostileMemory.OPTIONS.maxMessage() || MEMORY.shortest < 0) {
            throw new AssertionError("messages of " + MEMORY.shortest + " to " + MEMORY.longest + " bytes");
        }
    }
}
