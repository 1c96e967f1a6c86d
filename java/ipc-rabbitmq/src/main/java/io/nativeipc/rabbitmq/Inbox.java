package io.nativeipc.rabbitmq;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The messages that arrived over a link and are not acknowledged yet. Guarded by the receiver's lock. */
final class Inbox {
    /** A message, and whether the broker had delivered it before. */
    record Delivery(long tag, boolean again, ByteBuffer body) {}

    final Link link;
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();

    Inbox(Link link) {
        this.link = link;
    }

    void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    /** Returns the oldest messages, which stay until {@link #remove} is called. */
    List<Delivery> first(int limit) {
        if (limit == 1) {
            return List.of(deliveries.element());
        }
        List<Delivery> first = new ArrayList<>(Math.min(limit, deliveries.size()));
        for (Delivery each : deliveries) {
            if (first.size() == limit) {
                break;
            }
            first.add(each);
        }
        return first;
    }

    void remove(int count) {
        for (int i = 0; i < count; i++) {
            deliveries.remove();
        }
    }
}
