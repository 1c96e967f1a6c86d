package io.nativeipc.internal.transport;

import io.nativeipc.IpcAddress.Kind;
import io.nativeipc.MessageTransport;
import io.nativeipc.Messages;
import io.nativeipc.internal.sys.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Finds the transport of an address. */
public final class Transports {
    private Transports() {}

    /**
     * Returns the transport for an address.
     *
     * @param own the names of this library's transports, because a jar merged from several jars may have lost their
     *     service files
     */
    public static MessageTransport of(String address, List<String> own) {
        int colon = address.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "an address is scheme:name, like ring:/orders or unix:/path: \"" + address + '"');
        }
        return find(address.substring(0, colon), own);
    }

    private static MessageTransport find(String scheme, List<String> own) {
        Set<String> schemes = new TreeSet<>();
        List<Throwable> refusals = new ArrayList<>();
        for (Services.Candidate<MessageTransport> candidate :
                Services.find(MessageTransport.class, Messages.class.getClassLoader(), own, refusals)) {
            MessageTransport transport = candidate.get(refusals);
            if (transport == null) {
                continue;
            } else if (transport.schemes().contains(scheme)) {
                return transport;
            }
            schemes.addAll(transport.schemes());
        }
        RuntimeException none = none(scheme, schemes);
        refusals.forEach((Consumer<Throwable>) none::addSuppressed);
        throw none;
    }

    private static RuntimeException none(String scheme, Set<String> schemes) {
        String module = moduleOf(scheme);
        String there = "; there are " + String.join(", ", schemes);
        if (!module.isEmpty()) {
            return new UnsupportedOperationException(
                    scheme + ": needs the module " + module + ", which is missing" + there);
        }
        return new IllegalArgumentException(
                isKind(scheme)
                        ? scheme + ": is not a message queue" + there
                        : "no transport carries messages for \"" + scheme + ":\"" + there);
    }

    private static boolean isKind(String scheme) {
        for (Kind kind : Kind.values()) {
            if (kind.toString().equals(scheme)) {
                return true;
            }
        }
        return false;
    }

    private static String moduleOf(String scheme) {
        return switch (scheme) {
            case "zmq+tcp", "zmq+ipc" -> "native-ipc-zeromq";
            case "amqp" -> "native-ipc-rabbitmq";
            default -> "";
        };
    }
}
