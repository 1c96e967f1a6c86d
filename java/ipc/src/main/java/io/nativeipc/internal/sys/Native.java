package io.nativeipc.internal.sys;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the provider once: FFM on Java 22 and later, JNA on earlier versions, or the one named by
 * {@code -Dnativeipc.provider}.
 */
public final class Native {
    private static final @Nullable Provider PROVIDER;
    private static final @Nullable Posix POSIX;
    private static final @Nullable Shim SHIM;
    private static final @Nullable Win32 WIN32;
    private static final @Nullable Views VIEWS;

    /** A jar that was merged from several jars may have lost one of their service files. */
    private static final List<String> OWN = List.of("io.nativeipc.ffm.FfmProvider", "io.nativeipc.jna.JnaProvider");

    private static final boolean WINDOWS = Platform.current().isWindows();

    /**
     * The reason for a missing provider. It is kept because a class whose initializer throws reports the cause only
     * once.
     */
    private static final @Nullable RuntimeException NONE;

    static {
        Provider provider = null;
        RuntimeException none = null;
        try {
            if (Platform.current() == Platform.OTHER) {
                throw Platform.unknown();
            }
            provider = find();
        } catch (UnsupportedOperationException | IllegalArgumentException notFound) {
            none = notFound;
        }
        PROVIDER = provider;
        NONE = none;
        POSIX = provider == null || WINDOWS ? null : provider.posix();
        SHIM = provider == null || WINDOWS ? null : provider.shim();
        WIN32 = provider == null || !WINDOWS ? null : provider.win32();
        VIEWS = provider == null ? null : provider.views();
        if (provider != null) { // last, because a logger may use this library
            String platform = Platform.current().id();
            Log.debug("system calls by provider {0}, Java {1}, {2}", provider.name(), Runtime.version(), platform);
        }
    }

    private Native() {}

    /** Returns libc; throws UnsupportedOperationException on Windows, and without a provider. */
    public static Posix posix() {
        return required(POSIX);
    }

    /** Returns the effective user of this process, from 0 to 4294967295: {@code uid_t} is unsigned. */
    public static long userId() {
        return Integer.toUnsignedLong(posix().geteuid());
    }

    /** Returns the C shim; throws UnsupportedOperationException on Windows, and without a provider. */
    public static Shim shim() {
        return required(SHIM);
    }

    /** Returns the C shim on every platform. On Windows only its version and numbers are available. */
    public static Shim library() {
        return required(PROVIDER).shim();
    }

    /** Returns kernel32 and advapi32; throws UnsupportedOperationException on other systems, and without a provider. */
    public static Win32 win32() {
        return required(WIN32);
    }

    public static Views views() {
        return required(VIEWS);
    }

    public static String providerName() {
        return required(PROVIDER).name();
    }

    private static <T> T required(@Nullable T part) {
        if (part != null) {
            return part;
        } else if (NONE != null) {
            throw NONE;
        }
        throw new UnsupportedOperationException(
                WINDOWS
                        ? "Windows has no POSIX and no System V objects: use io.nativeipc.windows, or the portable classes"
                                + " of io.nativeipc"
                        : "only Windows has this object: use io.nativeipc.posix, or the portable classes of io.nativeipc");
    }

    private static Provider find() {
        String wanted = System.getProperty("nativeipc.provider");
        if (wanted != null && !wanted.equals("ffm") && !wanted.equals("jna")) {
            throw new IllegalArgumentException("-Dnativeipc.provider=" + wanted + ": there are ffm and jna");
        }
        List<Throwable> refusals = new ArrayList<>();
        Provider chosen = choose(candidates(refusals, wanted == null ? "ffm" : wanted), wanted);
        if (chosen != null) {
            return chosen;
        }
        UnsupportedOperationException none = new UnsupportedOperationException(
                "native-ipc found no way to call the operating system: put native-ipc-ffm (Java 22 and later, with"
                        + " --enable-native-access=io.nativeipc.ffm, or ALL-UNNAMED on the class path) or native-ipc-jna"
                        + " (Java 17 and later) beside native-ipc"
                        + (wanted == null ? "" : "; only " + wanted + " was asked for"));
        refusals.forEach(none::addSuppressed);
        throw none;
    }

    private static @Nullable Provider choose(List<Provider> candidates, @Nullable String wanted) {
        Provider best = null;
        for (Provider candidate : candidates) {
            boolean preferred = candidate.name().equals(wanted == null ? "ffm" : wanted);
            boolean onlyOne = wanted == null && best == null;
            if (preferred || onlyOne) {
                best = candidate;
            }
        }
        return best;
    }

    /**
     * Returns the preferred provider, or else all providers, because creating an unneeded one would load its library. A
     * module path has no order of its own, so the providers are sorted before the first is created.
     */
    private static List<Provider> candidates(List<Throwable> refusals, String preferred) {
        List<Services.Candidate<Provider>> services =
                Services.find(Provider.class, Native.class.getClassLoader(), OWN, refusals);
        services.sort(Comparator.comparing(service -> !service.type().contains("." + preferred + ".")));
        List<Provider> candidates = new ArrayList<>();
        for (Services.Candidate<Provider> service : services) {
            Provider candidate = service.get(refusals);
            if (candidate != null) {
                candidates.add(candidate);
                if (candidate.name().equals(preferred)) {
                    break;
                }
            }
        }
        return candidates;
    }
}
