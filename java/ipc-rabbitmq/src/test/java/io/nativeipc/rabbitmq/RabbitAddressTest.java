package io.nativeipc.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nativeipc.IpcAddress;
import io.nativeipc.MessageTransport.Side;
import io.nativeipc.Messages;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests valid and invalid {@code amqp:} addresses. */
class RabbitAddressTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("NATIVE_IPC_AMQP_USER", "env-user", "NATIVE_IPC_AMQP_PASSWORD", "env-secret");

    private static RabbitAddress parse(String text, Map<String, String> environment) {
        return RabbitAddress.of(IpcAddress.parse(text), environment);
    }

    @ParameterizedTest
    @CsvSource({
        "amqp://h/q, h, 5672, guest, guest, q, /",
        "amqp://h:1/q, h, 1, guest, guest, q, /",
        "amqp://h:65535/q?vhost=v, h, 65535, guest, guest, q, v",
        "amqp://u:p@h/q, h, 5672, u, p, q, /",
        "amqp://u:@h/q, h, 5672, u, '', q, /",
        "amqp://u@h/q, h, 5672, u, guest, q, /",
        "amqp://u:a:b@h/q, h, 5672, u, a:b, q, /",
        "amqp://u:a@b@h/q, h, 5672, u, a@b, q, /",
        "amqp://u%40x:%2F%3a%40%25@h/q, h, 5672, u@x, /:@%, q, /",
        "amqp://h/a/b, h, 5672, guest, guest, a/b, /",
        "amqp://h/a%2Fb%3F%20%C3%A4?vhost=%2F, h, 5672, guest, guest, a/b? ä, /",
        "amqp://h/ä%41?vhost=a%26b, h, 5672, guest, guest, äA, a&b",
        "amqp://h/a+b, h, 5672, guest, guest, a+b, /",
        "amqp://[::1]/q, ::1, 5672, guest, guest, q, /",
        "amqp://u:p@[::1]:5/q, ::1, 5, u, p, q, /",
        "amqp://127.0.0.1/q, 127.0.0.1, 5672, guest, guest, q, /",
    })
    void partsAreDecoded(String text, String host, int port, String user, String password, String queue, String vhost) {
        RabbitAddress address = parse(text, Map.of());
        assertThat(address.host).isEqualTo(host);
        assertThat(address.port).isEqualTo(port);
        assertThat(address.user).isEqualTo(user);
        assertThat(address.password).isEqualTo(password);
        assertThat(address.queue).isEqualTo(queue);
        assertThat(address.vhost).isEqualTo(vhost);
    }

    @ParameterizedTest
    @CsvSource({
        "amqp://h/q, env-user, env-secret",
        "amqp://u@h/q, u, env-secret",
        "amqp://u:p@h/q, u, p",
    })
    void theEnvironmentHasTheCredentialsThatTheAddressHasNot(String text, String user, String password) {
        RabbitAddress address = parse(text, ENVIRONMENT);
        assertThat(address.user).isEqualTo(user);
        assertThat(address.password).isEqualTo(password);
        assertThat(address.toString()).doesNotContain("env-secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amqp:",
                "amqp:q",
                "amqp:/h/q",
                "amqp://",
                "amqp:///q",
                "amqp://h",
                "amqp://h/",
                "amqp://h/?vhost=v",
                "amqp://h:/q",
                "amqp://h:0/q",
                "amqp://h:65536/q",
                "amqp://h:123456/q",
                "amqp://h:-1/q",
                "amqp://h:5x/q",
                "amqp://h:5:6/q",
                "amqp://h h/q",
                "amqp://h%41/q",
                "amqp://[::1/q",
                "amqp://[::1]5/q",
                "amqp://[]/q",
                "amqp://u:s3cret@/q",
                "amqp://@h/q",
                "amqp://:s3cret@h/q",
                "amqp://u:s3cret%@h/q",
                "amqp://u:s3cret%4@h/q",
                "amqp://u:s3cret%zz@h/q",
                "amqp://u:s3cret%+1@h/q",
                "amqp://u:s3cret%FF@h/q",
                "amqp://u:s3cret%00@h/q",
                "amqp://u:s3cret/@h/q",
                "amqp://u:s3cret?@h",
                "amqp://u:s3cret@h:x/q",
                "amqp://u:s3cret@h/q%",
                "amqp://h/q%C3%28",
                "amqp://h/q%00",
                "amqp://h/q?",
                "amqp://h/q?vhost",
                "amqp://h/q?vhost=",
                "amqp://h/q?host=v",
                "amqp://h/q?vhost=v&x=1",
                "amqp://h/q?x=1&vhost=v",
            })
    void whatIsMalformedIsRefused(String text) {
        assertThatThrownBy(() -> parse(text, ENVIRONMENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amqp:")
                .message()
                .doesNotContain("s3cret", "env-secret");
        assertThatThrownBy(() -> Messages.sender(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameHas255BytesAtMost() {
        assertThat(parse("amqp://h/" + "ä".repeat(127) + "x", Map.of()).queue).hasSize(128);
        assertThatThrownBy(() -> parse("amqp://h/" + "ä".repeat(128), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255 bytes");
        assertThatThrownBy(() -> parse("amqp://h/q?vhost=" + "v".repeat(256), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255 bytes");
    }

    @Test
    void nobodyListens() {
        IpcAddress address = IpcAddress.parse("amqp://u:s3cret@h/q");
        assertThatThrownBy(() -> Messages.sender(address, Side.LISTENS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "amqp://u:***@h/q is a queue of a broker: both ends connect to the broker, and neither listens");
        assertThatThrownBy(() -> Messages.receiver(address, Side.LISTENS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither listens");
    }

    @Test
    void otherKindsAreRefused() {
        assertThatThrownBy(() -> RabbitSender.open("ring:/q"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ring:/q is not an address of AMQP");
    }
}
