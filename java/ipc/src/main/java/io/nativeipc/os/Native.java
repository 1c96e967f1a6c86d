package io.nativeipc.os;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the provider once: FFM on Java 22 and later, JNA below, or what {@code -Dnativeipc.provider} names. */
public final class Native {
    private static final @Nullable Provider PROVIDER;
    private static final @Nullable Posix POSIX;
    private static final @Nullable Shim SHIM;
    private static final @Nullable Win32 WIN32;
    private static final @Nullable Views VIEWS;

    private static final boolean WINDOWS = Platform.current().isWindows();

    /** Why there is no provider: kept, because a class whose initializer throws tells that only once. */
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
    }

    private Native() {}

    /** libc; an UnsupportedOperationException on Windows, and without a provider. */
    public static Posix posix() {
        return required(POSIX);
    }

    /** The C shim; an UnsupportedOperationException on Windows, and without a provider. */
    public static Shim shim() {
        return required(SHIM);
    }

    /** The C shim as it is on every platform: on Windows it tells its version and numbers, and nothing else works. */
    public static Shim library() {
        return required(PROVIDER).shim();
    }

    /** kernel32 and advapi32; an UnsupportedOperationException anywhere but on Windows, and without a provider. */
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
     * The preferred one, or else all that there are: to make the other for nothing would load its library. A module path
     * has no order of its own, so they are put into one before the first is made.
     */
    private static List<Provider> candidates(List<Throwable> refusals, String preferred) {
        List<ServiceLoader.Provider<Provider>> services = services(refusals);
        services.sort(
                Comparator.comparing(service -> !service.type().getPackageName().endsWith("." + preferred)));
        List<Provider> candidates = new ArrayList<>();
        for (ServiceLoader.Provider<Provider> service : services) {
            try {
                Provider candidate = service.get();
                candidates.add(candidate);
                if (candidate.name().equals(preferred)) {
                    break;
                }
            } catch (ServiceConfigurationError | LinkageError refused) {
                refusals.add(refused);
            }
        }
        return candidates;
    }

    /** On Java 17 the iteration itself throws when it meets ipc-ffm's newer classes, so each step is tried alone. */
    private static List<ServiceLoader.Provider<Provider>> services(List<Throwable> refusals) {
        List<ServiceLoader.Provider<Provider>> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<Provider>> services =
                ServiceLoader.load(Provider.class, Native.class.getClassLoader()).stream()
                        .iterator();
        // An iteration that goes on failing without advancing would never end.
        while (refusals.size() < 16) {
            try {
                if (!services.hasNext()) {
                    break;
                }
                found.add(services.next());
            } catch (ServiceConfigurationError | LinkageError refused) {
                refusals.add(refused);
            }
        }
        return found;
    }
}
