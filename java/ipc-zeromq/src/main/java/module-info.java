/** Message queues over ZeroMQ: {@code zmq+tcp://host:port}. */
@org.jspecify.annotations.NullMarked
module io.nativeipc.zeromq {
    requires transitive io.nativeipc;
    requires org.zeromq.jeromq;
    requires static org.jspecify;

    exports io.nativeipc.zeromq;

    provides io.nativeipc.MessageTransport with
            io.nativeipc.zeromq.ZmqTransport;
}
