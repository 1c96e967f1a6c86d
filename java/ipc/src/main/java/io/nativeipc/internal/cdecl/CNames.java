package io.nativeipc.internal.cdecl;

import java.util.List;
import java.util.Locale;

/** Finds names that are like one that does not exist, and lists names in messages. */
final class CNames {
    private static final int MOST = 40;
    private static final int MOST_SIMILAR = 3;
    /** The length of the longest name that is compared. */
    private static final int MAX_LENGTH = 40;

    private CNames() {}

    /** Returns the first names, separated by commas. */
    static String listed(List<String> names) {
        List<String> shown = names.stream().limit(MOST).map(CTokens::shortened).toList();
        return String.join(", ", shown) + (names.size() > MOST ? ", …" : "");
    }

    /** Returns up to three names that may be meant by {@code name}, the first ones of the list. */
    static List<String> similar(String name, List<String> names) {
        return names.stream()
                .filter(each -> isSimilar(name.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT)))
                .limit(MOST_SIMILAR)
                .toList();
    }

    /** Whether one name contains the other, or a third of its characters, rounded, or fewer differ. */
    private static boolean isSimilar(String name, String other) {
        int shorter = Math.min(name.length(), other.length());
        if (shorter < 3 || Math.max(name.length(), other.length()) > MAX_LENGTH) {
            return name.equals(other);
        }
        return name.contains(other) || other.contains(name) || distance(name, other) <= (shorter + 1) / 3;
    }

    /** Returns how many characters must be changed, added or removed. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[other.length()];
    }
}
