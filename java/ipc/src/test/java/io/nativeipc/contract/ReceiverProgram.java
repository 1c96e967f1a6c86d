package io.nativeipc.contract;

import io.nativeipc.MessageReceiver;
import io.nativeipc.Messages;

/** Receives messages at an address until it is killed. Prints {@code ready PID} when it listens. */
public final class ReceiverProgram {
    private ReceiverProgram() {}

    /** The argument is the address. */
    public static void main(String[] arguments) throws Exception {
        try (MessageReceiver receiver = Messages.receiver(arguments[0])) {
            System.out.println("ready " + ProcessHandle.current().pid());
            while (true) {
                receiver.receive(message -> System.out.println("received " + message.remaining()));
            }
        }
    }
}
