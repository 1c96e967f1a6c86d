package io.nativeipc.internal.sys;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the implementations of a service, however the program was packaged. An implementation that cannot be loaded is
 * recorded as a refusal and hides no other: a service file may name classes that are absent, are for a newer Java, or
 * belong to another copy of this library.
 */
public final class Services {
    /** Bounds an iteration that fails again and again without advancing. */
    private static final int MOST_REFUSALS = 64;

    private Services() {}

    /**
     * An implementation that has not been created yet.
     *
     * @param type the name of its class
     */
    public record Candidate<T>(String type, Supplier<T> maker) {

        /** Creates an instance; returns null and adds a refusal if that fails. */
        public @Nullable T get(List<Throwable> refusals) {
            try {
                return maker.get();
            } catch (ServiceConfigurationError | LinkageError refused) {
                refusals.add(refused);
                return null;
            }
        }
    }

    /**
     * Returns the implementations in this order: those named by the service files that the loader sees, the library's
     * own classes whose service files are lost, and those named by the service files that the thread's context class
     * loader sees. No class occurs twice.
     *
     * @param own the names of classes that the loader may have
     */
    public static <T> List<Candidate<T>> find(
            Class<T> service, @Nullable ClassLoader loader, List<String> own, List<Throwable> refusals) {
        List<Candidate<T>> found = new ArrayList<>();
        Set<String> types = new LinkedHashSet<>();
        add(found, types, ServiceLoader.load(service, loader), refusals);
        for (String name : own) {
            if (!types.contains(name)) {
                addOwn(found, types, service, loader, name, refusals);
            }
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && !context.equals(loader)) {
            add(found, types, ServiceLoader.load(service, context), new ArrayList<>());
        }
        return found;
    }

    /** On Java 17 the iteration itself throws at ipc-ffm's newer classes, so each step is tried alone. */
    private static <T> void add(
            List<Candidate<T>> found, Set<String> types, ServiceLoader<T> services, List<Throwable> refusals) {
        Iterator<ServiceLoader.Provider<T>> each = services.stream().iterator();
        for (int refused = 0; refused < MOST_REFUSALS; ) {
            try {
                if (!each.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<T> provider = each.next();
                if (types.add(provider.type().getName())) {
                    found.add(new Candidate<>(provider.type().getName(), provider));
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                refusals.add(e);
                refused++;
            }
        }
    }

    private static <T> void addOwn(
            List<Candidate<T>> found,
            Set<String> types,
            Class<T> service,
            @Nullable ClassLoader loader,
            String name,
            List<Throwable> refusals) {
        try {
            Class<? extends T> type = Class.forName(name, false, loader).asSubclass(service);
            types.add(name);
            found.add(new Candidate<>(name, () -> newInstance(type)));
        } catch (ClassNotFoundException absent) {
            // the module is absent
        } catch (ClassCastException | LinkageError e) {
            refusals.add(e);
        }
    }

    private static <T> T newInstance(Class<? extends T> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ServiceConfigurationError(type.getName(), e);
        }
    }
}
