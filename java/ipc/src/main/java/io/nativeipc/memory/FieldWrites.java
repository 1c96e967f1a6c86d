package io.nativeipc.memory;

import io.nativeipc.internal.region.ReadOnlyMemory;
import java.nio.ByteBuffer;

/**
 * How fields are written: as {@link FieldAccess} does, with an exception that names the field if the buffer is
 * read-only. A buffer is not asked before a write, which would cost time, but its exception is replaced.
 */
final class FieldWrites {
    private FieldWrites() {}

    private static RuntimeException refusal(ByteBuffer struct, String path, UnsupportedOperationException thrown) {
        return struct.isReadOnly()
                ? new ReadOnlyMemory(path + " cannot be written: the buffer is read-only, as those of a region are that"
                        + " is mapped for reading only")
                : thrown;
    }

    static void put(ByteBuffer struct, int offset, byte value, String path) {
        try {
            struct.put(offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void put(ByteBuffer struct, int offset, byte[] value, String path) {
        try {
            struct.put(offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setShort(ByteBuffer struct, int offset, short value, String path) {
        try {
            FieldAccess.SHORT.set(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setInt(ByteBuffer struct, int offset, int value, String path) {
        try {
            FieldAccess.INT.set(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setLong(ByteBuffer struct, int offset, long value, String path) {
        try {
            FieldAccess.LONG.set(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setFloat(ByteBuffer struct, int offset, float value, String path) {
        try {
            FieldAccess.FLOAT.set(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setDouble(ByteBuffer struct, int offset, double value, String path) {
        try {
            FieldAccess.DOUBLE.set(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setRelease(ByteBuffer struct, int offset, int value, String path) {
        try {
            FieldAccess.INT.setRelease(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setRelease(ByteBuffer struct, int offset, long value, String path) {
        try {
            FieldAccess.LONG.setRelease(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setRelease(ByteBuffer struct, int offset, float value, String path) {
        try {
            FieldAccess.FLOAT.setRelease(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setRelease(ByteBuffer struct, int offset, double value, String path) {
        try {
            FieldAccess.DOUBLE.setRelease(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setVolatile(ByteBuffer struct, int offset, int value, String path) {
        try {
            FieldAccess.INT.setVolatile(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static void setVolatile(ByteBuffer struct, int offset, long value, String path) {
        try {
            FieldAccess.LONG.setVolatile(struct, offset, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static boolean compareAndSet(ByteBuffer struct, int offset, int expected, int value, String path) {
        try {
            return FieldAccess.INT.compareAndSet(struct, offset, expected, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }

    static boolean compareAndSet(ByteBuffer struct, int offset, long expected, long value, String path) {
        try {
            return FieldAccess.LONG.compareAndSet(struct, offset, expected, value);
        } catch (UnsupportedOperationException e) {
            throw refusal(struct, path, e);
        }
    }
}
