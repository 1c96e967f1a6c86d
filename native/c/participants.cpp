#include "handles.hpp"

#include <climits>

using namespace native_ipc;
using namespace native_ipc::c;

namespace {

// Ends a poll whose next message is not consumed.
struct Kept {};

// Polls with a handler that may throw Kept, and returns false if it did. A handler may close the consumer, whose handle
// is then freed at the end of the poll.
template <typename Handler>
int polled(const char *function, native_ipc_consumer *consumer, Handler &&handler, std::size_t limit,
           std::int64_t timeout, bool &kept) noexcept {
    bool outermost = !std::exchange(consumer->polling, true);
    int result = guarded(call_of(function, consumer), [&] {
        try {
            if (timeout <= 0)
                return static_cast<int>(consumer->consumer.poll(handler, limit));
            return static_cast<int>(consumer->consumer.poll(handler, limit, std::chrono::nanoseconds(timeout)));
        } catch (const Kept &) {
            kept = true;
            return static_cast<int>(NATIVE_IPC_OK);
        }
    });
    if (!outermost)
        return result;
    consumer->polling = false;
    if (consumer->doomed)
        delete consumer;
    return result;
}

}

int native_ipc_producer_open(const native_ipc_ring *channel, int wait, int64_t timeout,
                             native_ipc_producer **producer) {
    if (producer != nullptr)
        *producer = nullptr;
    if (channel == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, channel), [&] {
        require(producer != nullptr, "the place for the handle is NULL");
        std::optional<RingProducer> made;
        if (timeout > 0)
            made = channel->channel.try_producer(std::chrono::nanoseconds(timeout), wait_of(wait));
        if (!made)
            made = channel->channel.producer(wait_of(wait)); // reports why there is none
        *producer = new native_ipc_producer{std::move(*made), channel->object};
        return NATIVE_IPC_OK;
    });
}

int native_ipc_producer_claim(native_ipc_producer *producer, size_t length, int64_t timeout, void **payload) {
    if (payload != nullptr)
        *payload = nullptr;
    if (producer == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, producer), [&] {
        require(payload != nullptr, "the place for the payload is NULL");
        *payload = timeout <= 0 ? producer->producer.try_claim(length)
                                : producer->producer.try_claim(length, std::chrono::nanoseconds(timeout));
        return *payload == nullptr ? NATIVE_IPC_AGAIN : NATIVE_IPC_OK;
    });
}

int native_ipc_producer_commit(native_ipc_producer *producer) {
    if (producer == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, producer), [&] {
        producer->producer.commit();
        return NATIVE_IPC_OK;
    });
}

int native_ipc_producer_abort(native_ipc_producer *producer) {
    if (producer == nullptr)
        return null_handle(__func__);
    Call call = call_of(__func__, producer);
    return guarded(call, [&] {
        call.require_home();
        producer->producer.abort();
        return NATIVE_IPC_OK;
    });
}

int native_ipc_producer_offer(native_ipc_producer *producer, const void *message, size_t length) {
    if (producer == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, producer), [&] {
        require(message != nullptr || length == 0, "the message is NULL");
        return producer->producer.offer(length == 0 ? "" : message, length) ? NATIVE_IPC_OK : NATIVE_IPC_AGAIN;
    });
}

int native_ipc_producer_send(native_ipc_producer *producer, const void *message, size_t length, int64_t timeout) {
    if (producer == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, producer), [&] {
        require(message != nullptr || length == 0, "the message is NULL");
        bool sent = producer->producer.offer(length == 0 ? "" : message, length, std::chrono::nanoseconds(timeout));
        return sent ? NATIVE_IPC_OK : NATIVE_IPC_AGAIN;
    });
}

int native_ipc_producer_lane(const native_ipc_producer *producer) {
    if (producer == nullptr)
        return null_handle(__func__);
    Call call = call_of(__func__, producer);
    return guarded(call, [&] {
        call.require_home();
        return static_cast<int>(producer->producer.lane());
    });
}

int native_ipc_producer_close(native_ipc_producer *producer) {
    if (producer == nullptr)
        return null_handle(__func__);
    delete producer;
    return NATIVE_IPC_OK;
}

int native_ipc_consumer_open(const native_ipc_ring *channel, int wait, native_ipc_consumer **consumer) {
    if (consumer != nullptr)
        *consumer = nullptr;
    if (channel == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, channel), [&] {
        require(consumer != nullptr, "the place for the handle is NULL");
        *consumer = new native_ipc_consumer{channel->channel.consumer(wait_of(wait)), channel->object};
        return NATIVE_IPC_OK;
    });
}

int native_ipc_consumer_poll(native_ipc_consumer *consumer, native_ipc_handler handler, void *context, size_t limit,
                             int64_t timeout) {
    if (consumer == nullptr)
        return null_handle(__func__);
    if (handler == nullptr)
        return guarded(call_of(__func__, consumer),
                       []() -> int { throw std::invalid_argument("the handler is NULL"); });
    int consumed = 0;
    bool kept = false, stopped = false;
    // A message that a handler stopped at is consumed only when the handler of ring.hpp returns. So the poll ends at
    // the next message, which is kept.
    auto handle = [&](RingMessage found) {
        if (stopped)
            throw Kept{};
        native_ipc_message message{found.data, found.length, found.lane};
        int verdict = handler(context, &message);
        if (verdict != NATIVE_IPC_CONTINUE && verdict != NATIVE_IPC_STOP)
            throw Kept{};
        stopped = verdict == NATIVE_IPC_STOP;
        consumed++;
    };
    int result = polled(__func__, consumer, handle, limit < INT_MAX ? limit : INT_MAX, timeout, kept);
    return result < 0 ? result : consumed;
}

int native_ipc_consumer_take(native_ipc_consumer *consumer, void *buffer, size_t capacity, size_t *length,
                             int64_t timeout) {
    if (length != nullptr)
        *length = 0;
    if (consumer == nullptr)
        return null_handle(__func__);
    int checked = guarded(call_of(__func__, consumer), [&] {
        require(buffer != nullptr || capacity == 0, "the buffer is NULL");
        require(length != nullptr, "the place for the length is NULL");
        return NATIVE_IPC_OK;
    });
    if (checked < 0)
        return checked;
    bool kept = false;
    auto copy = [&](RingMessage message) {
        *length = message.length;
        if (message.length > capacity)
            throw Kept{};
        if (message.length != 0)
            std::memcpy(buffer, message.data, message.length);
    };
    int result = polled(__func__, consumer, copy, 1, timeout, kept);
    if (kept)
        return too_long(call_of(__func__, consumer), *length, capacity);
    if (result == 0)
        return NATIVE_IPC_AGAIN;
    return result < 0 ? result : 0;
}

int native_ipc_consumer_wait(native_ipc_consumer *consumer, int64_t timeout) {
    if (consumer == nullptr)
        return null_handle(__func__);
    bool kept = false;
    int result = polled(__func__, consumer, [](RingMessage) { throw Kept{}; }, 1, timeout, kept);
    if (result < 0)
        return result;
    return kept ? NATIVE_IPC_OK : NATIVE_IPC_AGAIN;
}

int native_ipc_consumer_release(native_ipc_consumer *consumer) {
    if (consumer == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, consumer), [&] {
        consumer->consumer.release();
        return NATIVE_IPC_OK;
    });
}

int native_ipc_consumer_free_dead_lanes(native_ipc_consumer *consumer) {
    if (consumer == nullptr)
        return null_handle(__func__);
    return guarded(call_of(__func__, consumer), [&] { return static_cast<int>(consumer->consumer.free_dead_lanes()); });
}

int native_ipc_consumer_close(native_ipc_consumer *consumer) {
    if (consumer == nullptr)
        return null_handle(__func__);
    if (!consumer->polling) {
        delete consumer;
        return NATIVE_IPC_OK;
    }
    consumer->doomed = true;
    return guarded(call_of(__func__, consumer), [&] {
        consumer->consumer.close();
        return NATIVE_IPC_OK;
    });
}
