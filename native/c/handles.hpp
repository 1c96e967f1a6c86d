// The handles of native_ipc/ring.h, and the way in which exceptions become codes. The channel itself is ring.hpp's.
#pragma once

#include <native_ipc/ring.h>
#include <native_ipc/ring.hpp>

struct native_ipc_ring {
    native_ipc::RingChannel channel;
    std::string object;
    native_ipc::detail::Home home = {};
};

struct native_ipc_producer {
    native_ipc::RingProducer producer;
    std::string object;
    native_ipc::detail::Home home = {};
};

struct native_ipc_consumer {
    native_ipc::RingConsumer consumer;
    std::string object;
    native_ipc::detail::Home home = {};
    bool polling = false; // a handler may be running
    bool doomed = false;  // a handler has closed the consumer
};

namespace native_ipc::c {

// A call of this thread: its function, its object, and the process that opened its handle, if it has one.
struct Call {
    const char *function;
    const char *object;
    const detail::Home *home = nullptr;

    void require_home() const { home->require(object); }
};

template <typename Handle>
Call call_of(const char *function, const Handle *handle) {
    return {function, handle->object.c_str(), &handle->home};
}

// Sets this thread's error from the exception that is being handled, and returns its code.
int failed(const Call &call) noexcept;

// Sets this thread's error for a handle that is NULL, and returns NATIVE_IPC_INVALID.
int null_handle(const char *function) noexcept;

// Sets this thread's error for a message that is longer than the caller's buffer, and returns NATIVE_IPC_TOO_LONG.
int too_long(const Call &call, std::size_t length, std::size_t capacity) noexcept;

// Runs the body of a function. No exception leaves it.
template <typename Body>
int guarded(const Call &call, Body &&body) noexcept {
    try {
        return body();
    } catch (...) {
        return failed(call);
    }
}

inline void require(bool condition, const char *otherwise) {
    if (!condition)
        throw std::invalid_argument(otherwise);
}

// Checks the size of a struct whose first member is its size.
inline void require_size(const char *what, std::size_t size, std::size_t known) {
    if (size != known)
        throw std::invalid_argument(std::string("the ") + what + " have " + std::to_string(size) + " bytes, and "
                                    + std::to_string(known)
                                    + " in this library: the size is not set, or the header has another version");
}

std::optional<Wait> wait_of(int wait);

}
