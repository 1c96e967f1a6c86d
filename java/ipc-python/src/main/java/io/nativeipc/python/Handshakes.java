package io.nativeipc.python;

import io.nativeipc.AccessDeniedException;
import io.nativeipc.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a listener that have connected but have not proven their key yet. Their handshakes run in parallel, so
 * a slow or silent client does not delay other clients. One thread at a time calls these methods, and no method waits.
 */
final class Handshakes {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The maximum number of handshakes; beyond it the oldest client is disconnected. */
    private static final int MOST = 256;

    private static final long SHORTEST_PAUSE = 500_000;
    private static final long LONGEST_PAUSE = 20_000_000;

    private record Client(Messages messages, Handshake handshake, long end) {}

    private final String name;
    private final Authentication authentication;
    private final Deque<Client> clients = new ArrayDeque<>();
    private long latestChange;

    Handshakes(String name, Authentication authentication) {
        this.name = name;
        this.authentication = authentication;
    }

    /** Starts the handshake of a client; the client is closed if the handshake fails. */
    void add(Messages client) throws IOException {
        clients.add(new Client(client, authentication.ofListener(client, name), Deadline.after(PATIENCE)));
        latestChange = System.nanoTime();
        if (clients.size() > MOST) {
            clients.remove().messages().close();
        }
    }

    /**
     * Continues all handshakes, in the order of arrival, until one ends.
     *
     * @return a client whose handshake has succeeded; empty if there is none
     * @throws AccessDeniedException if the handshake of a client has failed
     */
    Optional<Messages> next() throws IOException, InterruptedException {
        AccessDeniedException failure = null;
        for (Iterator<Client> each = clients.iterator(); each.hasNext() && failure == null; ) {
            Client client = each.next();
            try {
                if (client.handshake().advance(Deadline.PASSED)) {
                    each.remove();
                    return Optional.of(client.messages());
                } else if (Deadline.remaining(client.end()) <= 0) {
                    failure = failure("timeout", "a client did not finish the handshake in 20 seconds", null);
                }
            } catch (AccessDeniedException refused) {
                failure = refused;
            } catch (IOException lost) {
                failure = failure("lost", "a client did not finish the handshake: " + lost.getMessage(), lost);
            }
            if (failure != null) {
                latestChange = System.nanoTime();
                each.remove();
                client.messages().close();
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }

    private AccessDeniedException failure(String error, String text, @Nullable IOException cause) {
        AccessDeniedException failure = new AccessDeniedException(name, error, text);
        failure.initCause(cause);
        return failure;
    }

    /**
     * Returns until when to wait for another client before {@link #next} is called again. The longer nothing happens,
     * the longer the wait.
     */
    long pause(long deadline) {
        if (clients.isEmpty()) {
            return deadline;
        }
        long now = System.nanoTime();
        long pause = now + Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, (now - latestChange) / 8));
        return deadline == Deadline.NEVER || deadline - pause > 0 ? pause : deadline;
    }

    void close() throws IOException {
        IOException failure = null;
        for (Client client : clients) {
            try {
                client.messages().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        clients.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
