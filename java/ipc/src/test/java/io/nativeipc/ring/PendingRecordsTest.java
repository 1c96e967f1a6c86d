package io.nativeipc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nativeipc.IpcException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Tests the count of a lane's records while its consumer releases memory. */
class PendingRecordsTest {
    private static final int CAPACITY = 4096;
    private static final RingOptions OPTIONS = new RingOptions(1, CAPACITY, 600, false);
    private static final int HEAD = RingLayout.laneOffset(0) + RingLayout.LANE_HEAD_OFFSET;
    private static final int CONSUMED = RingLayout.laneOffset(0) + RingLayout.LANE_CONSUMED_MESSAGES_OFFSET;

    private final ByteBuffer memory =
            ByteBuffer.allocate((int) OPTIONS.byteSize()).order(ByteOrder.nativeOrder());
    private final ByteBuffer data =
            memory.slice(RingLayout.laneOffset(1), CAPACITY).order(ByteOrder.nativeOrder());
    private int releases;
    private int headsRead;

    /** Words whose consumer consumes one record of 16 bytes each time that HEAD has been read. */
    private final RingWords words = new RingWords() {
        @Override
        public long getLong(int offset) {
            return memory.getLong(offset);
        }

        @Override
        public int getInt(int offset) {
            return memory.getInt(offset);
        }

        @Override
        public long now(int offset) {
            long value = memory.getLong(offset);
            if (offset == HEAD) {
                headsRead++;
                if (releases > 0) {
                    releases--;
                    memory.putLong(CONSUMED, memory.getLong(CONSUMED) + 1).putLong(HEAD, value + 16);
                }
            }
            return value;
        }

        @Override
        public Headers headers(int lane) {
            return data::getLong;
        }
    };

    private PendingRecords count(int ofReleases) throws IpcException {
        for (int record = 0; record < 20; record++) {
            data.putLong(16 * record, RecordLayout.recordHeader(8, RecordLayout.RECORD_MESSAGE));
        }
        releases = ofReleases;
        headsRead = 0;
        return new PendingRecords(words, OPTIONS, 0);
    }

    @Test
    void aLaneAtRestIsReadOnce() throws IpcException {
        PendingRecords records = count(0);
        assertThat(records.messages()).hasValue(20);
        assertThat(records.bytes()).hasValue(160);
        assertThat(records.position()).hasValue(320);
        assertThat(headsRead).isEqualTo(2);
    }

    @Test
    void aReleaseMeanwhileIsReadAgain() throws IpcException {
        PendingRecords records = count(3);
        assertThat(records.head).isEqualTo(48);
        assertThat(records.consumedMessages).isEqualTo(3);
        assertThat(records.messages()).hasValue(20);
        assertThat(records.position()).hasValue(320);
        assertThat(headsRead).isEqualTo(6);
    }

    @Test
    void aLaneThatIsReleasedAllTheTimeIsUnknown() throws IpcException {
        PendingRecords records = count(1000);
        assertThat(records.messages()).isEmpty();
        assertThat(records.bytes()).isEmpty();
        assertThat(records.position()).isEmpty();
        assertThat(headsRead).isEqualTo(6);
    }

    @Test
    void paddingIsPassedOver() throws IpcException {
        memory.putLong(HEAD, CAPACITY - 32).putLong(CONSUMED, 7);
        data.putLong(CAPACITY - 32, RecordLayout.recordHeader(24, RecordLayout.RECORD_PADDING));
        PendingRecords records = count(0);
        assertThat(records.messages()).hasValue(27);
        assertThat(records.position()).hasValue(CAPACITY + 320L);
    }
}
