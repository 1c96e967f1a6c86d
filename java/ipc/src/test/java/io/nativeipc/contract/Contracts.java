package io.nativeipc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Compares the existing contracts with those that a provider's suite instantiates. */
public final class Contracts {
    private Contracts() {}

    /**
     * Fails unless the suite has a nested class for every contract.
     *
     * @param excepted simple names of contracts that do not apply, each with the reason
     */
    public static void assertAllIn(Class<?> suite, Map<String, String> excepted) throws Exception {
        Set<String> instantiated = Arrays.stream(suite.getDeclaredClasses())
                .filter(nested -> nested.isAnnotationPresent(Nested.class)) // JUnit runs no others
                .map(nested -> nested.getSuperclass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = all();
        assertThat(expected).as("contracts found").contains("ExecutionContract");
        assertThat(expected).as("exceptions are contracts").containsAll(excepted.keySet());
        expected.removeAll(excepted.keySet());
        removeExtended(expected);
        assertThat(instantiated).isEqualTo(expected);
    }

    private static Set<String> all() throws Exception {
        URI source = Contracts.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        String folder = Contracts.class.getPackageName().replace('.', '/');
        if (Files.isDirectory(Path.of(source))) {
            return contractsIn(Path.of(source).resolve(folder));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(source))) {
            return contractsIn(jar.getPath(folder));
        }
    }

    private static Set<String> contractsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Contract.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(Contracts::isForThisSystem)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Removes each contract that other contracts extend. It runs as part of each of them. */
    private static void removeExtended(Set<String> contracts) {
        for (String contract : List.copyOf(contracts)) {
            contracts.remove(load(contract).getSuperclass().getSimpleName());
        }
    }

    /**
     * {@return whether the contract runs on this system} An annotation marks the contracts of objects that only Windows
     * has.
     */
    private static boolean isForThisSystem(String contract) {
        EnabledOnOs on = load(contract).getAnnotation(EnabledOnOs.class);
        return on == null || Stream.of(on.value()).anyMatch(OS::isCurrentOs);
    }

    private static Class<?> load(String contract) {
        try {
            return Class.forName(Contracts.class.getPackageName() + "." + contract);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
