/** Messages over RabbitMQ, implemented with RabbitMQ's Java client. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic")
module io.nativeipc.rabbitmq {
    requires com.rabbitmq.client;
    requires transitive io.nativeipc;
    requires static org.jspecify;

    exports io.nativeipc.rabbitmq;

    provides io.nativeipc.MessageTransport with
            io.nativeipc.rabbitmq.RabbitTransport;
}
