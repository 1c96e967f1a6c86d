package io.nativeipc.python;

import io.nativeipc.spi.Deadline;
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
import java.util.function.IntConsumer;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads pickles of the protocols 2 to 5 that consist of plain data. Opcodes that are not listed here are rejected
 * before they take effect: those that import, build, reduce or refer to external objects are named in the message, and
 * the text opcodes of protocol 0, which multiprocessing never writes, are reported by their number. Therefore the
 * constructors that the superclass registers are never called.
 *
 * <p>In contrast to the superclass, lengths are checked before memory is allocated for them, a dict keeps its order,
 * ints are Long or BigInteger whatever their encoding, and only keys that can be compared in little time are accepted.
 *
 * <p>Work is counted in steps, whose number is bounded by the pickle's length. Reading can pause after any step, so a
 * receive meets its timeout whatever the pickle contains.
 */
final class PlainUnpickler extends Unpickler {
    /** The maximum number of values, nested tuples included, of a tuple that is a key. */
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

    /** The number of steps in each call, at least, and between two checks of the clock: about a millisecond of work. */
    private static final int SLICE = 1 << 14;

    /** The maximum number of steps for each byte of a pickle; ordinary data needs less than one. */
    private static final int STEPS_PER_BYTE = 8;

    private static final int FEW_STEPS = 1 << 14;

    private final PickleInput bytes;
    private final PickleStack values = new PickleStack();
    private final KeyCost cost = new KeyCost();
    private final long mostSteps;
    private long steps;

    /** The items that an unfinished opcode still puts into a container; null if there is none. */
    private @Nullable Filling filling;

    private boolean complete;

    PlainUnpickler(PickleInput bytes) {
        this.bytes = bytes;
        this.mostSteps = FEW_STEPS + (long) STEPS_PER_BYTE * bytes.available();
        this.input = bytes;
        this.stack = values;
    }

    /**
     * Continues reading the pickle until it ends or the deadline passes. The deadline is checked after each
     * {@value #SLICE} steps.
     *
     * @return whether the pickle has ended; if not, the next call continues
     */
    boolean advance(long deadline) throws IOException {
        long pause = steps + SLICE;
        while (!complete) {
            if (steps >= pause) {
                if (Deadline.remaining(deadline) <= 0) {
                    return false;
                }
                pause = steps + SLICE;
            }
            if (filling != null) {
                fill(filling);
            } else {
                step();
            }
        }
        return true;
    }

    /** Returns the value of a pickle that has ended. */
    @Nullable
    Object value() {
        return values.pop();
    }

    private void step() throws IOException {
        take(1);
        int opcode = bytes.read();
        if (opcode < 0) {
            throw new MalformedPickle("it ends without STOP");
        } else if (opcode == Opcodes.STOP) {
            values.peek();
            complete = true;
        } else {
            dispatch((short) opcode);
        }
    }

    private void take(long count) {
        steps += count;
        if (steps > mostSteps) {
            throw new MalformedPickle("its keys have equal hashes, or are long and used repeatedly: to compare"
                    + " them would take more than " + mostSteps + " steps");
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
                put(map(), key, value);
            }
            case Opcodes.SETITEMS -> setItems();
            case Opcodes.EMPTY_SET -> values.add(new LinkedHashSet<>());
            case Opcodes.ADDITEMS -> {
                List<Object> elements = values.pop_all_since_marker();
                Set<@Nullable Object> set = set();
                filling = new Filling(elements, 1, index -> add(set, elements.get(index)), () -> {});
            }
            case Opcodes.FROZENSET -> {
                List<Object> elements = values.pop_all_since_marker();
                Set<@Nullable Object> set = new LinkedHashSet<>();
                filling = new Filling(
                        elements,
                        1,
                        index -> add(set, elements.get(index)),
                        () -> values.add(Collections.unmodifiableSet(set)));
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
                        ? "opcode 0x" + Integer.toHexString(opcode) + " does not belong to a plain value"
                        : "it calls for " + name + ", but a pickle is data here, never code");
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
        steps += length / KeyCost.BYTES_PER_STEP;
        return read;
    }

    private String string(int lengthBytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read(lengthBytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPickle("a string is not UTF-8, which contains no single surrogate");
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
            throw new MalformedPickle("it appends to an object that is not a list");
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
        filling = new Filling(items, 2, index -> put(map, items.get(index), items.get(index + 1)), () -> {});
    }

    private void put(Map<@Nullable Object, @Nullable Object> map, @Nullable Object item, @Nullable Object value) {
        Object key = key(item);
        int before = map.size();
        take(cost.of(map, map.keySet(), key));
        map.put(key, value);
        if (map.size() > before) {
            cost.added(map, key);
        }
    }

    private void add(Set<@Nullable Object> set, @Nullable Object element) {
        Object key = key(element);
        take(cost.of(set, set, key));
        if (set.add(key)) {
            cost.added(set, key);
        }
    }

    /**
     * Items that an opcode moves from the stack into a container. Only these opcodes may take long, so their work is
     * divided.
     */
    private static final class Filling {
        private final List<Object> items;
        private final int stride;
        private final IntConsumer put;
        private final Runnable end;
        private int next;

        Filling(List<Object> items, int stride, IntConsumer put, Runnable end) {
            this.items = items;
            this.stride = stride;
            this.put = put;
            this.end = end;
        }
    }

    private void fill(Filling some) {
        long pause = steps + SLICE;
        while (some.next < some.items.size() && steps < pause) {
            some.put.accept(some.next);
            some.next += some.stride;
        }
        if (some.next >= some.items.size()) {
            filling = null;
            some.end.run();
        }
    }

    /** Checks a key, and converts byte arrays to buffers, which are compared by content. */
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
        throw new MalformedPickle("it puts items into an object that is not a dict");
    }

    @SuppressWarnings("unchecked")
    private Set<@Nullable Object> set() {
        if (values.peek() instanceof LinkedHashSet<?> set) {
            return (Set<@Nullable Object>) set;
        }
        throw new MalformedPickle("it adds elements to an object that is not a set");
    }
}
