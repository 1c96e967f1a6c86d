package io.nativeipc;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name in the address of a System V object: the key or id, and the index of a semaphore in its set.
 *
 * @param id the kernel's id, if the name is an id
 * @param path the path for ftok, if the key is computed from one
 * @param number the key itself, or the number that ftok combines with the path
 * @param index the semaphore in its set
 */
record SysVName(OptionalInt id, @Nullable Path path, int number, OptionalInt index) {
    /** A path may contain colons and slashes, so the text after it is parsed from the end. */
    private static final Pattern FORM =
            Pattern.compile("(?:(id=)|ftok:(.+):)?(0[xX][0-9a-fA-F]+|-?[0-9]+)(?:/([0-9]+))?", Pattern.DOTALL);

    private static final long LARGEST_KEY = 0xffff_ffffL;

    /** @param indexed whether the name may end with the index of a semaphore */
    static SysVName parse(String address, String name, boolean indexed) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            throw wrong(address, "a key is 0x…, a decimal number, id=N or ftok:PATH:N");
        } else if (form.group(4) != null && !indexed) {
            throw wrong(address, "only a set of semaphores has an index");
        }
        try {
            return of(form);
        } catch (InvalidPathException | NumberFormatException e) {
            throw wrong(address, String.valueOf(e.getMessage()));
        }
    }

    private static SysVName of(Matcher form) {
        OptionalInt index = form.group(4) == null ? OptionalInt.empty() : OptionalInt.of(number(form.group(4), 0xffff));
        if (form.group(1) != null) {
            return new SysVName(OptionalInt.of(number(form.group(3), Integer.MAX_VALUE)), null, 0, index);
        } else if (form.group(2) == null) {
            return new SysVName(OptionalInt.empty(), null, key(form.group(3)), index);
        }
        int project = number(form.group(3), Integer.MAX_VALUE);
        if ((project & 0xff) == 0) {
            throw new NumberFormatException("ftok takes a number whose low 8 bits are not 0: " + project);
        }
        return new SysVName(OptionalInt.empty(), Path.of(form.group(2)), project, index);
    }

    private static int key(String text) {
        return (int) decode(text, Integer.MIN_VALUE, LARGEST_KEY);
    }

    private static int number(String text, int most) {
        return (int) decode(text, 0, most);
    }

    /** Unlike {@link Long#decode}, this does not treat a leading 0 as octal. */
    private static long decode(String text, long least, long most) {
        boolean hex = text.length() > 2 && Character.toLowerCase(text.charAt(1)) == 'x';
        long value;
        try {
            value = hex ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException tooLong) {
            value = Long.MAX_VALUE;
        }
        if (value < least || value > most) {
            throw new NumberFormatException(text + " is not between " + least + " and " + most);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String address, String why) {
        return new IllegalArgumentException(address + ": " + why);
    }
}
