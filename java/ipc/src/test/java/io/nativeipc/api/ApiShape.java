package io.nativeipc.api;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What reflection shows of the exported types. */
final class ApiShape {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    private ApiShape() {}

    /** Returns the public types of the exported packages. */
    static List<Class<?>> exportedTypes() {
        List<Class<?>> types = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            boolean exported = type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !type.getPackageName().startsWith("io.nativeipc.internal");
            if (exported) {
                types.add(load(type.getName()));
            }
        }
        types.sort(Comparator.comparing(Class::getName));
        return types;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiShape.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the public methods that are not bridges, in the order of their text. */
    static List<Method> methods(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> !method.isBridge() && !method.isSynthetic())
                .sorted(Comparator.comparing(ApiShape::signature))
                .toList();
    }

    static boolean isStatic(Method method) {
        return Modifier.isStatic(method.getModifiers());
    }

    /** Returns {@code create(String, long, CreateOption...)}. */
    static String signature(Method method) {
        Class<?>[] types = method.getParameterTypes();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            boolean varargs = method.isVarArgs() && i == types.length - 1;
            names.add(varargs ? types[i].getComponentType().getSimpleName() + "..." : types[i].getSimpleName());
        }
        return method.getName() + "(" + String.join(", ", names) + ")";
    }

    /** Returns the parameters that a caller must give: without options, and without the timeout of a waiting form. */
    static List<Class<?>> needed(Method method) {
        List<Class<?>> types = new ArrayList<>(Arrays.asList(method.getParameterTypes()));
        if (method.isVarArgs()) {
            types.remove(types.size() - 1);
        }
        types.removeIf(type -> type == Duration.class);
        return types;
    }

    /** Returns the factories: the static methods that return the type itself. */
    static List<Method> factories(Class<?> type) {
        return methods(type).stream()
                .filter(method -> isStatic(method) && method.getReturnType() == type)
                .collect(Collectors.toList());
    }
}
