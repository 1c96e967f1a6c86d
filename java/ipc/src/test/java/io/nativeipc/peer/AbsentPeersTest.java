package io.nativeipc.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests that a test of an absent peer stays skipped whatever fails later, and that other failures stay failures. */
class AbsentPeersTest {
    /** Enables the samples, which run only inside a test of this class, even if they are selected otherwise. */
    private static final String SAMPLES = "nativeipc.samples";

    private static final List<String> CLEANED = new ArrayList<>();

    /** The ways in which a test can be skipped. */
    @EnabledIfSystemProperty(named = SAMPLES, matches = "true", disabledReason = "a sample")
    static class Skips {
        @AfterEach
        void fails() {
            CLEANED.add("after each");
            throw new AssertionError("left behind");
        }

        @Test
        void inTheTest() {
            Peers.skip("absent");
        }

        @ParameterizedTest
        @ValueSource(ints = 1)
        void inAParameterizedTest(int number) {
            Peers.skip("absent" + number);
        }

        @TestFactory
        Stream<DynamicTest> inADynamicTest() {
            return Stream.of(DynamicTest.dynamicTest("dynamic", () -> {
                try {
                    Peers.skip("absent");
                } finally {
                    fails();
                }
            }));
        }

        @Test
        void thenInItsFinally() {
            try {
                Peers.skip("absent");
            } finally {
                fails();
            }
        }

        @Test
        void inAnotherThread() {
            CompletableFuture.runAsync(() -> Peers.skip("absent")).join();
        }
    }

    @EnabledIfSystemProperty(named = SAMPLES, matches = "true", disabledReason = "a sample")
    static class SkipsBeforeEach {
        @BeforeEach
        void skips() {
            Peers.skip("absent");
        }

        @Test
        void never() {}

        @AfterEach
        void fails() {
            throw new AssertionError("nothing to close");
        }
    }

    @EnabledIfSystemProperty(named = SAMPLES, matches = "true", disabledReason = "a sample")
    static class SkipsBeforeAll {
        @BeforeAll
        static void skips() {
            Peers.skip("absent");
        }

        @Test
        void never() {}

        @AfterAll
        static void fails() {
            throw new AssertionError("nothing to close");
        }
    }

    @EnabledIfSystemProperty(named = SAMPLES, matches = "true", disabledReason = "a sample")
    static class Fails {
        private static boolean skipped;

        @Test
        void afterASkip() {
            assertThat(skipped).isTrue();
            throw new AssertionError("for another reason");
        }

        @BeforeEach
        void skip() {
            if (!skipped) {
                skipped = true;
                Peers.skip("absent");
            }
        }

        @Test
        void aSecondTime() {
            afterASkip();
        }

        @AfterAll
        static void afterAll() {
            throw new AssertionError("of the class");
        }
    }

    /** Returns the status of each test and each class that did not succeed, by its name. */
    private static Map<String, TestExecutionResult.Status> run(Class<?> sample) {
        Map<String, TestExecutionResult.Status> ends = new TreeMap<>();
        Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build());
        System.setProperty(SAMPLES, "true");
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(sample))
                        .build(),
                new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                        if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                            ends.put(test.getDisplayName(), result.getStatus());
                        }
                    }
                });
        System.clearProperty(SAMPLES);
        return ends;
    }

    @Test
    void everySkipStaysOneAndItsCleanupRuns() {
        CLEANED.clear();
        Map<String, TestExecutionResult.Status> ends = run(Skips.class);
        assertThat(ends)
                .containsKeys("inTheTest()", "dynamic", "thenInItsFinally()", "inAnotherThread()")
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(ends.values()).containsOnly(TestExecutionResult.Status.ABORTED);
        assertThat(CLEANED).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void aSkipBeforeTheTestsStaysOne() {
        assertThat(run(SkipsBeforeEach.class).values()).containsOnly(TestExecutionResult.Status.ABORTED);
        assertThat(run(SkipsBeforeAll.class).values()).containsOnly(TestExecutionResult.Status.ABORTED);
    }

    @Test
    void whatFailsForAnotherReasonFails() {
        Fails.skipped = false;
        assertThat(run(Fails.class).values())
                .containsExactlyInAnyOrder(
                        TestExecutionResult.Status.ABORTED,
                        TestExecutionResult.Status.FAILED,
                        TestExecutionResult.Status.FAILED);
    }
}
