package io.nativeipc.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * The types of the fields of a {@link Struct} that are not integers. A struct inherits them, and programs write
 * {@code Struct.Float64}. They are records with an offset, so that the JIT compiler treats a static final field as a
 * literal offset. No method but those of {@link Text} and {@link Bytes} allocates memory.
 */
public interface StructFields {
    /**
     * A field of type {@code float}.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record Float32(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public float get(ByteBuffer struct) {
            return (float) FieldAccess.FLOAT.get(struct, offset);
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void set(ByteBuffer struct, float value) {
            FieldWrites.setFloat(struct, offset, value, path);
        }

        /**
         * {@return the value, read with acquire semantics}
         *
         * @param struct the buffer of the struct
         */
        public float getAcquire(ByteBuffer struct) {
            return (float) FieldAccess.FLOAT.getAcquire(struct, offset);
        }

        /**
         * Writes the value with release semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setRelease(ByteBuffer struct, float value) {
            FieldWrites.setRelease(struct, offset, value, path);
        }
    }

    /**
     * A field of type {@code double}.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record Float64(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public double get(ByteBuffer struct) {
            return (double) FieldAccess.DOUBLE.get(struct, offset);
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void set(ByteBuffer struct, double value) {
            FieldWrites.setDouble(struct, offset, value, path);
        }

        /**
         * {@return the value, read with acquire semantics}
         *
         * @param struct the buffer of the struct
         */
        public double getAcquire(ByteBuffer struct) {
            return (double) FieldAccess.DOUBLE.getAcquire(struct, offset);
        }

        /**
         * Writes the value with release semantics.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void setRelease(ByteBuffer struct, double value) {
            FieldWrites.setRelease(struct, offset, value, path);
        }
    }

    /**
     * A field of type {@code bool}: one byte, of which any value but 0 is true.
     *
     * @param offset the offset in the struct, in bytes
     * @param path the path of the field
     */
    record Bool(int offset, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public boolean get(ByteBuffer struct) {
            return struct.get(offset) != 0;
        }

        /**
         * Writes the value.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         */
        public void set(ByteBuffer struct, boolean value) {
            FieldWrites.put(struct, offset, (byte) (value ? 1 : 0), path);
        }
    }

    /**
     * A bit-field. It is not atomic: a bit-field shares its bytes with its neighbours, which a write also writes.
     *
     * @param offset the offset of the byte with its first bit, in bytes
     * @param shift the number of its first bit in that byte
     * @param width the number of bits
     * @param signed whether the value can be negative
     * @param path the path of the field
     */
    record Bits(int offset, int shift, int width, boolean signed, String path) {
        /**
         * {@return the value}
         *
         * @param struct the buffer of the struct
         */
        public long get(ByteBuffer struct) {
            long value = 0;
            int bit = shift;
            int index = offset;
            for (int taken = 0; taken < width; index++) {
                int count = Math.min(8 - bit, width - taken);
                long part = ((struct.get(index) & 0xffL) >>> bit) & ((1L << count) - 1);
                value |= part << taken;
                taken += count;
                bit = 0;
            }
            int rest = 64 - width;
            return signed ? (value << rest) >> rest : value;
        }

        /**
         * Writes the value and leaves the other bits of its bytes unchanged.
         *
         * @param struct the buffer of the struct
         * @param value the value to write
         * @throws IllegalArgumentException if the value does not fit
         */
        public void set(ByteBuffer struct, long value) {
            FieldAccess.fits(value, width, signed, path);
            int bit = shift;
            int index = offset;
            for (int taken = 0; taken < width; index++) {
                int count = Math.min(8 - bit, width - taken);
                int mask = ((1 << count) - 1) << bit;
                int part = ((int) (value >>> taken) << bit) & mask;
                FieldWrites.put(struct, index, (byte) ((struct.get(index) & ~mask) | part), path);
                taken += count;
                bit = 0;
            }
        }
    }

    /**
     * An array of {@code char} with text, which ends at a zero byte or at the end of the array. A text is written with
     * its zero byte, which the functions of C expect, so its longest has a byte less than the array; write one that fills
     * the array as {@link Bytes}, if the C program reads it by its length. Reading and writing allocate memory.
     *
     * @param offset the offset in the struct, in bytes
     * @param byteSize the size of the array in bytes
     * @param charset the charset of the text
     * @param path the path of the field
     */
    record Text(int offset, int byteSize, Charset charset, String path) {
        /**
         * {@return the text before the first zero byte, or in the whole array} Bytes that are no character of the
         * charset, such as the start of a character that the end of the array cuts, become U+FFFD.
         *
         * @param struct the buffer of the struct
         */
        public String get(ByteBuffer struct) {
            byte[] bytes = new byte[byteSize];
            struct.get(offset, bytes);
            int length = 0;
            while (length < byteSize && bytes[length] != 0) {
                length++;
            }
            return new String(bytes, 0, length, charset);
        }

        /**
         * Writes the text and fills the rest of the array with zero bytes.
         *
         * @param struct the buffer of the struct
         * @param text the text to write
         * @throws IllegalArgumentException if the text and a zero byte do not fit, or it has U+0000 or a character that
         *     the charset has not
         */
        public void set(ByteBuffer struct, String text) {
            byte[] bytes = encoded(text);
            if (bytes.length >= byteSize) {
                throw new IllegalArgumentException(path + " has " + byteSize + " bytes, and this text " + bytes.length
                        + " and a zero byte" + (bytes.length == byteSize ? "; Struct.bytes writes it without" : ""));
            }
            byte[] padded = Arrays.copyOf(bytes, byteSize);
            FieldWrites.put(struct, offset, padded, path);
        }

        private byte[] encoded(String text) {
            ByteBuffer bytes;
            try {
                bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException(
                        "the text for " + path + " has a character that " + charset + " has not", e);
            }
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            for (byte each : copy) {
                if (each == 0) {
                    throw new IllegalArgumentException("the text for " + path
                            + (text.indexOf('\0') >= 0
                                    ? " contains U+0000, which would end it"
                                    : " has a zero byte in " + charset + ", which would end it"));
                }
            }
            return copy;
        }
    }

    /**
     * The bytes of a field of any type.
     *
     * @param offset the offset in the struct, in bytes
     * @param byteSize the size in bytes
     * @param path the path of the field
     */
    record Bytes(int offset, int byteSize, String path) {
        /**
         * {@return the field as a buffer in native byte order, which shares its memory with the struct}
         *
         * @param struct the buffer of the struct
         */
        public ByteBuffer slice(ByteBuffer struct) {
            return struct.slice(offset, byteSize).order(ByteOrder.nativeOrder());
        }

        /**
         * {@return a copy of the bytes}
         *
         * @param struct the buffer of the struct
         */
        public byte[] get(ByteBuffer struct) {
            byte[] bytes = new byte[byteSize];
            struct.get(offset, bytes);
            return bytes;
        }

        /**
         * Writes the bytes.
         *
         * @param struct the buffer of the struct
         * @param bytes the bytes to write
         * @throws IllegalArgumentException if there are fewer or more bytes than the field has
         */
        public void set(ByteBuffer struct, byte[] bytes) {
            if (bytes.length != byteSize) {
                throw new IllegalArgumentException(path + " has " + byteSize + " bytes, not " + bytes.length);
            }
            FieldWrites.put(struct, offset, bytes, path);
        }
    }
}
