package io.nativeipc.benchmarks;

/** One side of a ping-pong. It is never closed, because its process ends with it. */
interface Wire {
    void send() throws Exception;

    void receive() throws Exception;

    /** An action that may throw. */
    interface Action {
        void run() throws Exception;
    }

    static Wire of(Action send, Action receive) {
        return new Wire() {
            @Override
            public void send() throws Exception {
                send.run();
            }

            @Override
            public void receive() throws Exception {
                receive.run();
            }
        };
    }
}
