package io.nativeipc.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageViewsTest {
    private static final int HEADER = 8;

    private static ByteBuffer memory(int capacity) {
        ByteBuffer memory = ByteBuffer.allocateDirect(capacity);
        for (int index = 0; index < capacity; index++) {
            memory.put(index, (byte) (index % 251));
        }
        return memory;
    }

    /**
     * Views messages of one length where a lane's records lie, from its beginning. Returns how many buffers are new.
     */
    private static int lap(MessageViews views, int capacity, int length, Set<ByteBuffer> seen) {
        int fresh = 0;
        int record = (length + HEADER + 7) & -8;
        for (int start = HEADER; start + length <= capacity; start += record) {
            fresh += seen.add(views.read(start, length)) ? 1 : 0;
            fresh += seen.add(views.write(start, length)) ? 1 : 0;
        }
        return fresh;
    }

    @ParameterizedTest
    @CsvSource({"4096, 1000", "65536, 1000", "65536, 3", "33554432, 600"})
    void messagesOfEqualLengthMeetTheirBuffersAgain(int capacity, int other) {
        MessageViews views = new MessageViews(ByteBuffer.allocateDirect(capacity));
        Set<ByteBuffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int length : new int[] {0, 1, 8, 110, 112, 119, 120, 121, 127, 128, 129, 500, 511, 512, 1000}) {
            lap(views, capacity, length, seen);
            assertThat(lap(views, capacity, length, seen))
                    .as("length %d", length)
                    .isZero();
            lap(views, capacity, other, seen); // replaces some of the buffers
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 1 << 16, 1 << 24})
    void noMoreIsKeptThanTheMemoryHasBytes(int capacity) {
        MessageViews views = new MessageViews(ByteBuffer.allocateDirect(capacity));
        for (int length = 0; length < 300; length++) {
            Set<ByteBuffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            lap(views, capacity, length, seen);
            assertThat(seen.size() * 72L).isLessThanOrEqualTo(capacity);
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 4", "8, 120", "8, 121", "16, 121", "24, 2000", "4000, 96", "4090, 6", "4096, 0"})
    void aViewIsTheMessage(int start, int length) {
        ByteBuffer memory = memory(4096);
        MessageViews views = new MessageViews(memory.asReadOnlyBuffer());
        for (int use = 0; use < 3; use++) {
            ByteBuffer view = views.read(start, length);
            assertThat(view.isReadOnly()).isTrue();
            assertThat(view.order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(view).isEqualTo(memory.slice(start, length));
            assertThat(view.capacity()).isEqualTo(length);
            view.position(length / 2).mark().limit(length / 2).order(ByteOrder.BIG_ENDIAN);
        }
    }

    @Test
    void aMessageThatBeginsBesideTheLastOneIsNotTakenForIt() {
        ByteBuffer memory = memory(4096);
        MessageViews views = new MessageViews(memory);
        for (int length : new int[] {120, 121, 122}) {
            for (int start : new int[] {8, 16, 8, 24, 127}) {
                assertThat(views.read(start, length)).isEqualTo(memory.slice(start, length));
            }
        }
    }

    @Test
    void whatIsWrittenComesToItsPlaceAndToNoOther() {
        for (int length : new int[] {0, 1, 120, 121, 1000}) {
            ByteBuffer memory = ByteBuffer.allocateDirect(4096);
            MessageViews views = new MessageViews(memory);
            ByteBuffer view = views.write(1000, length);
            for (int index = 0; index < length; index++) {
                view.put(index, (byte) 7);
            }
            assertThatThrownBy(() -> view.put(length, (byte) 7)).isInstanceOf(IndexOutOfBoundsException.class);
            views.written(1000, length);
            for (int index = 0; index < 4096; index++) {
                assertThat(memory.get(index)).isEqualTo((byte) (index >= 1000 && index < 1000 + length ? 7 : 0));
            }
        }
    }
}
