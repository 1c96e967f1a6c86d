package io.nativeipc.python;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads pickles of the protocols 2 to 5 that consist of plain data. What is not on the list here is refused by its name
 * before it does anything: each opcode that imports, builds, reduces or asks for objects from elsewhere, and the text
 * opcodes of protocol 0, which no multiprocessing writes. So the constructors that the library registers are never reached.
 *
 * <p>What the library would do in another way is done here: lengths are checked before memory is taken for them, a dict
 * keeps its order, ints are Long or BigInteger whatever their encoding, and keys are such as can be compared in little time.
 */
final class PlainUnpickler extends Unpickler {
    /** How many values a tuple may have, in all its tuples, that is a key. */
    private static final int HEAVIEST_KEY = 1000;

    private static final Map<Short, String> REFUSED = Map.ofEntries(
            Map.entry(Opcodes.GLOBAL, "GLOBAL"),
            Map.entry(Opcodes.STACK_GLOBAL, "STACK_GLOBAL"),
            Map.entry(Opcodes.INST, "INST"),
            Map.entry(Opcodes.OBJ, "OBJ"),
            Map.entry(Opcodes.NEWOBJ, "NEWOBJ"),
            Map.entry(Opcodes.NEWOBJ_EX, "NEWOBJ_EX"),
            Map.entry(Opcodes.REDUCE, "REDUCE"),
            Map.entry(Opcodes.BUILD, "BUILD"),
            Map.entry(Opcodes.EXT1, "EXT1"),
            Map.entry(Opcodes.EXT2, "EXT2"),
            Map.entry(Opcodes.EXT4, "EXT4"),
            Map.entry(Opcodes.PERSID, "PERSID"),
            Map.entry(Opcodes.BINPERSID, "BINPERSID"),
            Map.entry(Opcodes.NEXT_BUFFER, "NEXT_BUFFER"),
            Map.entry(Opcodes.READONLY_BUFFER, "READONLY_BUFFER"));

    private final PickleInput bytes;
    private final PickleStack values = new PickleStack();

    PlainUnpickler(PickleInput bytes) {
        this.bytes = bytes;
        this.input = bytes;
        this.stack = values;
    }

    /** The value that the pickle is of. */
    @Nullable
    Object load() throws IOException {
        while (true) {
            int opcode = bytes.read();
            if (opcode < 0) {
                throw new MalformedPickle("it ends without STOP");
            } else if (opcode == Opcodes.STOP) {
                return values.pop();
            }
            dispatch((short) opcode);
        }
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.PROTO, Opcodes.FRAME, Opcodes.MARK, Opcodes.NONE, Opcodes.NEWTRUE, Opcodes.NEWFALSE -> {
                return super.dispatch(opcode);
            }
            case Opcodes.BINFLOAT, Opcodes.EMPTY_LIST, Opcodes.APPEND, Opcodes.POP, Opcodes.MEMOIZE -> {
                return super.dispatch(opcode);
            }
            case Opcodes.BINGET, Opcodes.LONG_BINGET, Opcodes.BINPUT, Opcodes.LONG_BINPUT -> {
                return super.dispatch(opcode);
            }
            case Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2 -> integer(opcode, 0);
            case Opcodes.LONG1 -> integer(opcode, 1);
            case Opcodes.LONG4 -> integer(opcode, 4);
            case Opcodes.SHORT_BINUNICODE -> values.add(string(1));
            case Opcodes.BINUNICODE -> values.add(string(4));
            case Opcodes.BINUNICODE8 -> values.add(string(8));
            case Opcodes.SHORT_BINBYTES -> values.add(read(1));
            case Opcodes.BINBYTES -> values.add(read(4));
            case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> values.add(read(8));
            default -> container(opcode);
        }
        return NO_RETURN_VALUE;
    }

    private void container(short opcode) {
        switch (opcode) {
            case Opcodes.APPENDS -> appends();
            case Opcodes.EMPTY_DICT -> values.add(new LinkedHashMap<>());
            case Opcodes.SETITEM -> {
                Object value = values.pop();
                Object key = values.pop();
                map().put(key(key), value);
            }
            case Opcodes.SETITEMS -> setItems();
            case Opcodes.EMPTY_SET -> values.add(new LinkedHashSet<>());
            case Opcodes.ADDITEMS -> {
                List<Object> elements = values.pop_all_since_marker();
                addAll(set(), elements);
            }
            case Opcodes.FROZENSET -> {
                Set<@Nullable Object> elements = new LinkedHashSet<>();
                addAll(elements, values.pop_all_since_marker());
                values.add(Collections.unmodifiableSet(elements));
            }
            case Opcodes.EMPTY_TUPLE -> values.add(Tuple.of());
            case Opcodes.TUPLE1 -> tuple(1);
            case Opcodes.TUPLE2 -> tuple(2);
            case Opcodes.TUPLE3 -> tuple(3);
            case Opcodes.TUPLE ->
                values.add(Tuple.ofOwn(values.pop_all_since_marker().toArray()));
            case Opcodes.POP_MARK -> values.dropToMark();
            default -> throw refusal(opcode);
        }
    }

    private static MalformedPickle refusal(short opcode) {
        String name = REFUSED.get(opcode);
        return new MalformedPickle(
                name == null
                        ? "opcode 0x" + Integer.toHexString(opcode) + " is none of a plain value"
                        : "it wants " + name + " done, and a pickle is data here, never code");
    }

    private void integer(short opcode, int lengthBytes) throws IOException {
        if (lengthBytes > 0) {
            bytes.peekLength(lengthBytes);
        }
        super.dispatch(opcode);
        Object number = values.pop();
        values.add(number instanceof Integer small ? (Object) small.longValue() : number);
    }

    private byte[] read(int lengthBytes) {
        int length = bytes.peekLength(lengthBytes);
        bytes.skip(lengthBytes);
        byte[] read = new byte[length];
        bytes.read(read, 0, length);
        return read;
    }

    private String string(int lengthBytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read(lengthBytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPickle("a string is not UTF-8; a surrogate by itself has no place in it");
        }
    }

    private void tuple(int size) {
        @Nullable Object[] tuple = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            tuple[i] = values.pop();
        }
        values.add(Tuple.ofOwn(tuple));
    }

    private void appends() {
        List<Object> elements = values.pop_all_since_marker();
        if (!(values.peek() instanceof ArrayList<?>)) {
            throw new MalformedPickle("it appends to what is no list");
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) values.peek();
        list.addAll(elements);
    }

    private void setItems() {
        List<Object> items = values.pop_all_since_marker();
        if (items.size() % 2 != 0) {
            throw new MalformedPickle("a dict has a key without a value");
        }
        Map<@Nullable Object, @Nullable Object> map = map();
        for (int i = 0; i < items.size(); i += 2) {
            map.put(key(items.get(i)), items.get(i + 1));
        }
    }

    private static void addAll(Set<@Nullable Object> set, List<Object> elements) {
        for (Object element : elements) {
            set.add(key(element));
        }
    }

    /** Bytes that are a key are compared by what is in them. */
    private static @Nullable Object key(@Nullable Object key) {
        if (!Tuple.isKey(key, HEAVIEST_KEY)) {
            throw new MalformedPickle(
                    "a key, or an element of a set, is neither a number, a string, bytes nor a tuple of" + " at most "
                            + HEAVIEST_KEY + " of these");
        }
        return key instanceof byte[] content ? ByteBuffer.wrap(content).asReadOnlyBuffer() : key;
    }

    @SuppressWarnings("unchecked")
    private Map<@Nullable Object, @Nullable Object> map() {
        if (values.peek() instanceof LinkedHashMap<?, ?> map) {
            return (Map<@Nullable Object, @Nullable Object>) map;
        }
        throw new MalformedPickle("it puts items into what is no dict");
    }

    @SuppressWarnings("unchecked")
    private Set<@Nullable Object> set() {
        if (values.peek() instanceof LinkedHashSet<?> set) {
            return (Set<@Nullable Object>) set;
        }
        throw new MalformedPickle("it adds elements to what is no set");
    }
}
