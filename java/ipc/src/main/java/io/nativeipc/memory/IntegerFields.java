package io.nativeipc.memory;

import java.nio.ByteBuffer;

/**
 * The types of the fields of a {@link Struct} that are integers. A struct inherits them, and programs write
 * {@code Struct.Int32}. They are records with an offset, so that the JIT compiler treats a static final field as a
 * literal offset. No method allocates memory.
 */
public interface IntegerFields {
    /**
     * A field that is a signed integer of 8 bits. Its methods take the buffer of a struct.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record Int8(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public byte get(ByteBuffer struct) {
            return struct.get(offset);
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void set(ByteBuffer struct, byte value) {
            FieldWrites.put(struct, offset, value, path);
        }
    }

    /**
     * A field that is an unsigned integer of 8 bits. Its methods take the buffer of a struct.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record UInt8(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public int get(ByteBuffer struct) {
            return struct.get(offset) & 0xff;
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         * @throws IllegalArgumentException if the value is negative or does not fit
         */
        public void set(ByteBuffer struct, int value) {
            FieldWrites.put(struct, offset, (byte) FieldAccess.checked(value, 0xff, path), path);
        }
    }

    /**
     * A field that is a signed integer of 16 bits. Its methods take the buffer of a struct.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record Int16(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public short get(ByteBuffer struct) {
            return (short) FieldAccess.SHORT.get(struct, offset);
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void set(ByteBuffer struct, short value) {
            FieldWrites.setShort(struct, offset, value, path);
        }
    }

    /**
     * A field that is an unsigned integer of 16 bits. Its methods take the buffer of a struct.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record UInt16(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public int get(ByteBuffer struct) {
            return (short) FieldAccess.SHORT.get(struct, offset) & 0xffff;
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         * @throws IllegalArgumentException if the value is negative or does not fit
         */
        public void set(ByteBuffer struct, int value) {
            FieldWrites.setShort(struct, offset, (short) FieldAccess.checked(value, 0xffff, path), path);
        }
    }

    /**
     * A field that is a signed integer of 32 bits. Its methods take the buffer of a struct.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record Int32(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public int get(ByteBuffer struct) {
            return (int) FieldAccess.INT.get(struct, offset);
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void set(ByteBuffer struct, int value) {
            FieldWrites.setInt(struct, offset, value, path);
        }

        /**
         * {@return the value, read with acquire semantics}
         *
         * @param struct the buffer of the struct
         */
        public int getAcquire(ByteBuffer struct) {
            return (int) FieldAccess.INT.getAcquire(struct, offset);
        }

        /**
         * Writes the value with release semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setRelease(ByteBuffer struct, int value) {
            FieldWrites.setRelease(struct, offset, value, path);
        }

        /**
         * {@return the value, read with volatile semantics}
         *
         * @param struct the buffer of the struct
         */
        public int getVolatile(ByteBuffer struct) {
            return (int) FieldAccess.INT.getVolatile(struct, offset);
        }

        /**
         * Writes the value with volatile semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setVolatile(ByteBuffer struct, int value) {
            FieldWrites.setVolatile(struct, offset, value, path);
        }

        /**
         * Writes {@code value} if the field contains {@code expected}, and returns whether it did.
         *
         * @param struct the buffer of the struct
         * @param expected the value that the field must have
         * @param value the value to write
         * @return whether the value was written
         */
        public boolean compareAndSet(ByteBuffer struct, int expected, int value) {
            return FieldWrites.compareAndSet(struct, offset, expected, value, path);
        }
    }

    /**
     * A field that is an unsigned integer of 32 bits. Its methods take the buffer of a struct.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record UInt32(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public long get(ByteBuffer struct) {
            return (int) FieldAccess.INT.get(struct, offset) & 0xffff_ffffL;
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         * @throws IllegalArgumentException if the value is negative or does not fit
         */
        public void set(ByteBuffer struct, long value) {
            FieldWrites.setInt(struct, offset, (int) FieldAccess.checked(value, 0xffff_ffffL, path), path);
        }

        /**
         * {@return the value, read with acquire semantics}
         *
         * @param struct the buffer of the struct
         */
        public long getAcquire(ByteBuffer struct) {
            return (int) FieldAccess.INT.getAcquire(struct, offset) & 0xffff_ffffL;
        }

        /**
         * Writes the value with release semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setRelease(ByteBuffer struct, long value) {
            FieldWrites.setRelease(struct, offset, (int) FieldAccess.checked(value, 0xffff_ffffL, path), path);
        }

        /**
         * {@return the value, read with volatile semantics}
         *
         * @param struct the buffer of the struct
         */
        public long getVolatile(ByteBuffer struct) {
            return (int) FieldAccess.INT.getVolatile(struct, offset) & 0xffff_ffffL;
        }

        /**
         * Writes the value with volatile semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setVolatile(ByteBuffer struct, long value) {
            FieldWrites.setVolatile(struct, offset, (int) FieldAccess.checked(value, 0xffff_ffffL, path), path);
        }

        /**
         * Writes {@code value} if the field contains {@code expected}, and returns whether it did.
         *
         * @param struct the buffer of the struct
         * @param expected the value that the field must have
         * @param value the value to write
         * @return whether the value was written
         */
        public boolean compareAndSet(ByteBuffer struct, long expected, long value) {
            return FieldAccess.INT.compareAndSet(
                    struct, offset, (int) FieldAccess.checked(expected, 0xffff_ffffL, path), (int)
                            FieldAccess.checked(value, 0xffff_ffffL, path));
        }
    }

    /**
     * A field that is an integer of 64 bits, or a pointer of that size. Its methods take the buffer of a struct.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record Int64(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public long get(ByteBuffer struct) {
            return (long) FieldAccess.LONG.get(struct, offset);
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void set(ByteBuffer struct, long value) {
            FieldWrites.setLong(struct, offset, value, path);
        }

        /**
         * {@return the value, read with acquire semantics}
         *
         * @param struct the buffer of the struct
         */
        public long getAcquire(ByteBuffer struct) {
            return (long) FieldAccess.LONG.getAcquire(struct, offset);
        }

        /**
         * Writes the value with release semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setRelease(ByteBuffer struct, long value) {
            FieldWrites.setRelease(struct, offset, value, path);
        }

        /**
         * {@return the value, read with volatile semantics}
         *
         * @param struct the buffer of the struct
         */
        public long getVolatile(ByteBuffer struct) {
            return (long) FieldAccess.LONG.getVolatile(struct, offset);
        }

        /**
         * Writes the value with volatile semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setVolatile(ByteBuffer struct, long value) {
            FieldWrites.setVolatile(struct, offset, value, path);
        }

        /**
         * Writes {@code value} if the field contains {@code expected}, and returns whether it did.
         *
         * @param struct the buffer of the struct
         * @param expected the value that the field must have
         * @param value the value to write
         * @return whether the value was written
         */
        public boolean compareAndSet(ByteBuffer struct, long expected, long value) {
            return FieldWrites.compareAndSet(struct, offset, expected, value, path);
        }
    }

    /**
     * An integer field whose width depends on the ABI. C turns every other value of a bool into 1; here it is refused,
     * because a program that writes it means another field.
     *
     * @param offset the offset in the struct, in bytes
     * @param byteSize the size in bytes: 1, 2, 4 or 8
     * @param bitWidth the number of bits of the value: 1 of a bool, and otherwise all bits of its bytes
     * @param signed whether the value can be negative; of 8 bytes, all values are read as signed
     * @param path the path of the field
     */
    record AnyInt(int offset, int byteSize, int bitWidth, boolean signed, String path) {
        /**
         * {@return the value} Of a bool it is 0 or 1, as C reads it.
         *
         * @param struct the buffer of the struct
         */
        public long get(ByteBuffer struct) {
            return switch (byteSize) {
                case 1 ->
                    bitWidth == 1
                            ? struct.get(offset) == 0 ? 0 : 1
                            : signed ? struct.get(offset) : struct.get(offset) & 0xff;
                case 2 ->
                    signed
                            ? (short) FieldAccess.SHORT.get(struct, offset)
                            : (short) FieldAccess.SHORT.get(struct, offset) & 0xffff;
                case 4 ->
                    signed
                            ? FieldAccess.extended((int) FieldAccess.INT.get(struct, offset))
                            : (int) FieldAccess.INT.get(struct, offset) & 0xffff_ffffL;
                default -> (long) FieldAccess.LONG.get(struct, offset);
            };
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         * @throws IllegalArgumentException if the value does not fit; a bool holds 0 and 1 alone
         */
        public void set(ByteBuffer struct, long value) {
            FieldAccess.fits(value, bitWidth, signed, path);
            switch (byteSize) {
                case 1 -> FieldWrites.put(struct, offset, (byte) value, path);
                case 2 -> FieldWrites.setShort(struct, offset, (short) value, path);
                case 4 -> FieldWrites.setInt(struct, offset, (int) value, path);
                default -> FieldWrites.setLong(struct, offset, value, path);
            }
        }
    }
}
