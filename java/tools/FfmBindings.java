import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Writes the classes of ipc-ffm that call C, one for each interface of the system-call layer. An interface is read as
 * source: {@code @C} holds the C prototype of a function, or ipc_shim.h does for those of the shim, and
 * {@code @Failure} states how the function fails. Each prototype is compared with the declaration, so that a parameter
 * of the wrong size, which FFM would pass without complaint, is an error here. A file that is already as it should be
 * is not written, so that nothing is compiled again.
 *
 * <p>Arguments: the folder of Posix.java, Shim.java and Win32.java, the file ipc_shim.h, and the output folder.
 */
public class FfmBindings {
    private static final int WIDTH = 120;

    private static final String CLASS = """
            package io.nativeipc.ffm;

            %1$s
            /**
             * %2$s
             *
             * <p>Generated from {@link %3$s} by java/tools/FfmBindings.java. The handles of each C header are in one holder class,
             * so that a program links only those of the headers that it uses. Linking all of them at once takes half a second.
             */
            final class Ffm%3$s implements %3$s {
            %4$s}
            """;

    private static final List<String> IMPORTS = List.of(
            "static io.nativeipc.ffm.Calls.INT",
            "static io.nativeipc.ffm.Calls.LONG",
            "static io.nativeipc.ffm.Calls.POINTER",
            "static io.nativeipc.ffm.Calls.failed",
            "static io.nativeipc.ffm.Calls.libc",
            "static io.nativeipc.ffm.Calls.plainLibc",
            "static io.nativeipc.ffm.Calls.string",
            "static io.nativeipc.ffm.Calls.wide",
            "static io.nativeipc.ffm.Calls.win32",
            "static io.nativeipc.ffm.ShimLibrary.shim",
            "",
            "io.nativeipc.internal.sys.Posix",
            "io.nativeipc.internal.sys.Shim",
            "io.nativeipc.internal.sys.Win32",
            "java.lang.foreign.Arena",
            "java.lang.invoke.MethodHandle",
            "java.nio.ByteBuffer",
            "org.jspecify.annotations.Nullable");

    /**
     * One interface.
     *
     * @param binder the method that binds a function which stores an error code
     * @param plainBinder the method that binds a function which stores none
     * @param string the method that converts a string
     */
    private record Interface(String name, String summary, String binder, String plainBinder, String string) {}

    private static final List<Interface> INTERFACES = List.of(
            new Interface("Posix", "libc, called directly.", "libc", "plainLibc", "string"),
            new Interface(
                    "Shim",
                    "The C shim. The library is loaded when one of its functions is first called.",
                    "",
                    "shim",
                    "string"),
            new Interface("Win32", "kernel32 and advapi32, called directly.", "win32", "", "wide"));

    /** The C types that are not pointers, by their size on every 64-bit platform. */
    private static final Map<String, String> C_TYPES = Map.of(
            "int",
            "int unsigned gid_t key_t mode_t mqd_t socklen_t uid_t"
                    + " BOOL DWORD LONG SECURITY_INFORMATION SE_OBJECT_TYPE TOKEN_INFORMATION_CLASS",
            "long",
            "long int64_t nfds_t off_t size_t ssize_t HANDLE HLOCAL LARGE_INTEGER SIZE_T");

    private static final Map<String, String> LAYOUTS =
            Map.of("int", "INT", "long", "LONG", "String", "POINTER", "ByteBuffer", "POINTER");

    /** A function's header and prototype. */
    private record Prototype(String header, String text) {
        private static final Pattern ANNOTATED = Pattern.compile("<([^>]+)> (.+)");
        private static final Pattern IN_HEADER = Pattern.compile("(?m)^/\\* <([^>]+)>|^IPC_API ([^;]+);");
        private static final Pattern PARTS = Pattern.compile("(.+?[ *])(\\w+)\\((.*)\\)");
        private static final Pattern PARAMETER = Pattern.compile("(.+?[ *])(\\w+)");

        /** Returns the functions that ipc_shim.h declares; a comment with a header's name begins those of that header. */
        static Map<String, Prototype> declaredIn(Path file) throws IOException {
            Map<String, Prototype> all = new LinkedHashMap<>();
            String header = file.getFileName().toString();
            Matcher found = IN_HEADER.matcher(Files.readString(file));
            while (found.find()) {
                if (found.group(1) != null) {
                    header = found.group(1);
                } else {
                    Prototype prototype = new Prototype(header, found.group(2).replaceAll("\\s+", " "));
                    all.put(prototype.parts().group(2), prototype);
                }
            }
            return all;
        }

        static Prototype annotated(String value) {
            Matcher parts = ANNOTATED.matcher(value.replaceAll("\\s+", " ").strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("@C is not \"<header> prototype\": " + value);
            }
            return new Prototype(parts.group(1), parts.group(2));
        }

        private Matcher parts() {
            Matcher parts = PARTS.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("not a prototype: " + text);
            }
            return parts;
        }

        /** Fails unless the method is this function: the same names, and types of the same sizes. */
        void check(MethodTree method, List<? extends VariableTree> parameters) {
            Matcher parts = parts();
            String result = method.getReturnType().toString();
            require(parts.group(2).equals(name(method)), method, "calls it " + parts.group(2));
            require(
                    fits(parts.group(1), result),
                    method,
                    "returns " + parts.group(1).strip() + ", no " + result);
            String list = parts.group(3).strip();
            String[] declared = list.equals("void") ? new String[0] : list.split(", *");
            require(declared.length == parameters.size(), method, "has the parameters (" + list + ")");
            for (int i = 0; i < declared.length; i++) {
                Matcher split = PARAMETER.matcher(declared[i]);
                String type = parameters.get(i).getType().toString();
                String name = parameters.get(i).getName().toString();
                require(split.matches() && split.group(2).equals(name), method, "has " + declared[i] + " for " + name);
                require(fits(split.group(1), type), method, "has " + declared[i] + ", no " + type);
            }
        }

        private static void require(boolean satisfied, MethodTree method, String difference) {
            if (!satisfied) {
                throw new IllegalArgumentException(name(method) + " is not as in C, which " + difference);
            }
        }

        /** Returns whether Java's type can be passed as C's: a pointer as an address, a buffer, or a constant string. */
        private static boolean fits(String cType, String javaType) {
            String type = cType.replace("const ", "").strip();
            if (type.endsWith("*") || type.matches("(LP|P)[A-Z_]+")) {
                boolean text = cType.startsWith("const char *") || type.equals("LPCWSTR");
                return javaType.equals("long") || javaType.equals("ByteBuffer") || text && javaType.equals("String");
            }
            return List.of(C_TYPES.getOrDefault(javaType, "").split(" ")).contains(type);
        }
    }

    public static void main(String[] args) throws IOException {
        Path sources = Path.of(args[0]);
        Map<String, Prototype> shim = Prototype.declaredIn(Path.of(args[1]));
        Path target = Files.createDirectories(Path.of(args[2], "io/nativeipc/ffm"));
        for (Interface calls : INTERFACES) {
            Path file = target.resolve("Ffm" + calls.name + ".java");
            String text = new FfmBindings(calls, shim).text(parsed(sources.resolve(calls.name + ".java")));
            if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                Files.writeString(file, text);
            }
        }
    }

    private static ClassTree parsed(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
            CompilationUnitTree unit = task.parse().iterator().next();
            return (ClassTree) unit.getTypeDecls().get(0);
        }
    }

    private final Interface calls;
    private final Map<String, Prototype> shim;

    private FfmBindings(Interface calls, Map<String, Prototype> shim) {
        this.calls = calls;
        this.shim = shim;
    }

    private String text(ClassTree source) {
        String failure = failure(source.getModifiers(), null);
        Map<String, List<Function>> headers = new LinkedHashMap<>();
        for (Tree member : source.getMembers()) {
            if (member instanceof MethodTree method) {
                Function function = new Function(method, failure);
                headers.computeIfAbsent(function.prototype.header, header -> new ArrayList<>())
                        .add(function);
            }
        }
        StringBuilder body = new StringBuilder();
        headers.forEach((header, functions) -> {
            body.append("\n    // <%s>\n\n    private static final class %s {\n".formatted(header, holder(header)));
            body.append(functions.stream().map(Function::handle).collect(Collectors.joining("\n")));
            body.append("    }\n");
            functions.forEach(function -> body.append('\n').append(function.method()));
        });
        return CLASS.formatted(imports(body.toString()), calls.summary, calls.name, body);
    }

    /** Returns the imports of which the text uses the last name. */
    private String imports(String body) {
        return IMPORTS.stream()
                .filter(name -> {
                    String last = name.substring(name.lastIndexOf('.') + 1);
                    return name.isEmpty() || last.equals(calls.name) || body.matches("(?s).*\\b" + last + "\\b.*");
                })
                .map(name -> name.isEmpty() ? "\n" : "import " + name + ";\n")
                .collect(Collectors.joining());
    }

    /** Returns SysShm for sys/shm.h. */
    private static String holder(String header) {
        return Pattern.compile("(?:^|[/_])(\\w)")
                .matcher(header.replace(".h", ""))
                .replaceAll(word -> word.group(1).toUpperCase());
    }

    private static String name(MethodTree method) {
        return method.getName().toString();
    }

    /** Returns the value of an annotation; strings that are joined by a plus are joined. */
    private static String annotation(ModifiersTree modifiers, String name) {
        for (AnnotationTree each : modifiers.getAnnotations()) {
            if (each.getAnnotationType().toString().equals(name)) {
                return value(each.getArguments().get(0));
            }
        }
        return null;
    }

    private static String value(ExpressionTree expression) {
        if (expression instanceof BinaryTree joined) {
            return value(joined.getLeftOperand()) + value(joined.getRightOperand());
        }
        return expression instanceof LiteralTree literal ? literal.getValue().toString() : expression.toString();
    }

    private static String failure(ModifiersTree modifiers, String otherwise) {
        String own = annotation(modifiers, "Failure");
        return own == null ? otherwise : own;
    }

    /** Returns a list in one line, or in a line of its own, or with one line for each item, as there is room. */
    private static String wrapped(String indent, String head, List<String> items, String tail) {
        String joined = String.join(", ", items);
        String inner = indent + " ".repeat(8);
        if ((indent + head + joined + tail).length() <= WIDTH) {
            return indent + head + joined + tail + "\n";
        } else if ((inner + joined + tail).length() <= WIDTH) {
            return indent + head + "\n" + inner + joined + tail + "\n";
        }
        return indent + head + "\n" + inner + String.join(",\n" + inner, items) + tail + "\n";
    }

    private final class Function {
        private final String name;
        private final String result;
        private final Prototype prototype;
        private final List<VariableTree> declared;
        private final List<VariableTree> parameters = new ArrayList<>();
        private final boolean lastError;
        private final boolean stores;
        private final String failure;

        Function(MethodTree method, String usualFailure) {
            name = FfmBindings.name(method);
            result = method.getReturnType().toString();
            failure = failure(method.getModifiers(), usualFailure);
            stores = !failure.equals("NEVER");
            declared = new ArrayList<>(method.getParameters());
            parameters.addAll(declared);
            lastError = parameters.removeIf(each -> each.getType().toString().equals("int[]"));
            String annotated = annotation(method.getModifiers(), "C");
            prototype = annotated == null ? shim.get(name) : Prototype.annotated(annotated);
            if (prototype == null) {
                throw new IllegalArgumentException(calls.name + "." + name + " has no @C and is not in ipc_shim.h");
            }
            prototype.check(method, parameters);
        }

        private boolean has(String type) {
            return parameters.stream()
                    .anyMatch(each -> each.getType().toString().equals(type));
        }

        /** The handle, after the prototype. */
        String handle() {
            StringBuilder text = new StringBuilder();
            String line = "        //";
            for (String word : prototype.text.split("(?<=,) ")) {
                if (line.length() + 1 + word.length() > WIDTH) {
                    text.append(line).append('\n');
                    line = "        //        ";
                }
                line += " " + word;
            }
            text.append(line).append('\n');
            List<String> layouts = new ArrayList<>(List.of("\"" + name + "\"", LAYOUTS.get(result)));
            parameters.forEach(each -> layouts.add(LAYOUTS.get(each.getType().toString())));
            String call = (stores ? calls.binder : calls.plainBinder) + "(" + String.join(", ", layouts) + ");";
            String field = "        static final MethodHandle " + name + " =";
            String separator = field.length() + 1 + call.length() <= WIDTH ? " " : "\n                ";
            return text.append(field)
                    .append(separator)
                    .append(call)
                    .append('\n')
                    .toString();
        }

        String method() {
            List<String> resources = new ArrayList<>();
            if (stores || has("ByteBuffer")) {
                resources.add("CallState state = CallState.get()");
            }
            if (has("String")) {
                resources.add("Arena arena = Arena.ofConfined()");
            }
            String opened = resources.isEmpty() ? "" : "(" + String.join(";\n                ", resources) + ") ";
            return "    @Override\n"
                    + wrapped("    ", "public " + result + " " + name + "(", signature(), ") {")
                    + "        try " + opened + "{\n"
                    + call()
                    + "        } catch (Throwable thrown) {\n            throw failed(thrown);\n        }\n    }\n";
        }

        private List<String> signature() {
            return declared.stream()
                    .map(each -> each.toString().replaceAll("\\s+", " "))
                    .toList();
        }

        private String call() {
            String indent = " ".repeat(12);
            String invocation = "(" + result + ") " + holder(prototype.header) + "." + name + ".invokeExact(";
            String converter = switch (failure) {
                case "MINUS_ONE" -> "state.unlessMinusOne(";
                case "ZERO" -> "state.unlessZero(";
                case "ERROR_CODE" -> "-";
                default -> "";
            };
            String end = converter.endsWith("(") ? "));" : ");";
            if (!lastError) {
                return wrapped(indent, "return " + converter + invocation, arguments(), end);
            }
            return wrapped(indent, result + " result = " + invocation, arguments(), ");")
                    + indent + declared.get(declared.size() - 1).getName() + "[0] = state.code();\n"
                    + indent + "return " + converter + "result" + (converter.endsWith("(") ? ");\n" : ";\n");
        }

        private List<String> arguments() {
            List<String> arguments = new ArrayList<>();
            if (stores) {
                arguments.add("state.segment()");
            }
            for (VariableTree each : parameters) {
                String argument = each.getName().toString();
                arguments.add(
                        switch (each.getType().toString()) {
                            case "String" -> calls.string + "(arena, " + argument + ")";
                            case "ByteBuffer" -> "state.memory(" + argument + ")";
                            default -> argument;
                        });
            }
            return arguments;
        }
    }
}
