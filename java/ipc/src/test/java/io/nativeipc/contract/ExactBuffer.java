package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Checks that a buffer covers exactly one message: index 0 is its first byte, and no other bytes can be reached. */
public final class ExactBuffer {
    private ExactBuffer() {}

    /**
     * Fails unless the buffer is in the state that handlers get: the whole message from position 0, in native order.
     *
     * @param buffer the buffer of a message
     * @param length the length of the message in bytes
     */
    public static void check(ByteBuffer buffer, int length) {
        assertThat(buffer.position()).as("position").isZero();
        assertThat(buffer.limit()).as("limit").isEqualTo(length);
        assertThat(buffer.capacity()).as("capacity").isEqualTo(length);
        assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
        checkBounds(buffer, length);
    }

    /**
     * Fails if the buffer reaches bytes outside the message. The buffer may have been used before.
     *
     * @param buffer the buffer of a message
     * @param length the length of the message in bytes
     */
    public static void checkBounds(ByteBuffer buffer, int length) {
        ByteBuffer all = buffer.duplicate().clear();
        assertThat(all.remaining()).isEqualTo(length);
        for (int outside : new int[] {Integer.MIN_VALUE, -8, -1, length, length + 1, length + 8, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> all.get(outside))
                    .as("get(%d)", outside)
                    .isInstanceOf(IndexOutOfBoundsException.class);
            if (!all.isReadOnly()) {
                assertThatThrownBy(() -> all.put(outside, (byte) 1))
                        .as("put(%d)", outside)
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
        assertThatThrownBy(() -> all.getLong(length - 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> all.limit(length + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.slice(0, length + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        if (all.hasArray()) {
            assertThat(all.arrayOffset()).isZero();
            assertThat(all.array()).hasSize(length);
        }
    }
}
