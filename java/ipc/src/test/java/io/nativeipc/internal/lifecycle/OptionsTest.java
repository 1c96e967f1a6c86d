package io.nativeipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.MemoryCreateOption;
import io.nativeipc.MemoryOpenOption;
import io.nativeipc.OpenOption;
import io.nativeipc.Permissions;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests what a factory makes of the options that it was given. */
class OptionsTest {
    private static final Permissions GROUP = Permissions.of("rw-rw----");
    private static final MemoryOpenOption FOREIGN = new MemoryOpenOption() {
        @Override
        public String toString() {
            return "foreign";
        }
    };

    @Test
    void noOptionIsTheDefault() {
        assertThat(CreateOptions.of()).isEqualTo(new CreateOptions(Permissions.OWNER, false));
        assertThat(OpenOptions.of()).isEqualTo(new OpenOptions(false, 1, null));
    }

    @Test
    void theOrderDoesNotMatter() {
        CreateOptions sparse = new CreateOptions(GROUP, true);
        assertThat(CreateOptions.of(GROUP, MemoryCreateOption.SPARSE)).isEqualTo(sparse);
        assertThat(CreateOptions.of(MemoryCreateOption.SPARSE, GROUP)).isEqualTo(sparse);
        OpenOptions all = new OpenOptions(true, 8, null);
        assertThat(OpenOptions.of(MemoryOpenOption.READ_ONLY, MemoryOpenOption.atLeast(8)))
                .isEqualTo(all);
        assertThat(OpenOptions.of(MemoryOpenOption.atLeast(8), MemoryOpenOption.READ_ONLY))
                .isEqualTo(all);
    }

    @Test
    void theRestIsForAnotherFactory() {
        OptionList list = new OptionList(MemoryOpenOption.READ_ONLY, OpenOption.ANY_OWNER, MemoryOpenOption.atLeast(8));
        assertThat(list.take(OpenOption.ANY_OWNER)).isTrue();
        assertThat(list.rest(MemoryOpenOption.class))
                .containsExactly(MemoryOpenOption.READ_ONLY, MemoryOpenOption.atLeast(8));
    }

    @TestFactory
    Stream<DynamicTest> whatIsRefused() {
        return Stream.of(
                refused("two permissions", () -> CreateOptions.of(GROUP, Permissions.OWNER), "two options of one kind"),
                refused(
                        "two sizes",
                        () -> OpenOptions.of(MemoryOpenOption.atLeast(1), MemoryOpenOption.atLeast(2)),
                        "two options of one kind"),
                refused("an option of another library", () -> OpenOptions.of(FOREIGN), "of this library: foreign"),
                refused(
                        "behind a good one",
                        () -> OpenOptions.of(MemoryOpenOption.READ_ONLY, FOREIGN),
                        "of this library: foreign"),
                refused(
                        "an option of another factory",
                        () -> new OptionList(MemoryOpenOption.READ_ONLY, OpenOption.ANY_OWNER)
                                .rest(MemoryOpenOption.class),
                        "of this library: ANY_OWNER"),
                refused(
                        "behind the only one",
                        () -> OptionList.onlyOf(OpenOption.ANY_OWNER, OpenOption.ANY_OWNER, FOREIGN),
                        "of this library: foreign"),
                DynamicTest.dynamicTest(
                        "null",
                        () -> assertThatThrownBy(() -> CreateOptions.of(GROUP, (MemoryCreateOption) null))
                                .isInstanceOf(NullPointerException.class)));
    }

    private static DynamicTest refused(String what, ThrowingCallable call, String text) {
        return DynamicTest.dynamicTest(
                what,
                () -> assertThatThrownBy(call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(text));
    }
}
