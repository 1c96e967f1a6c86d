// The common part of the peers on Linux and macOS.
#pragma once

#include "protocol.hpp"

[[noreturn]] void fail_errno(const std::string &call);

// Checks a call that returns -1 and sets errno.
template <typename T>
T check(const char *call, T result) {
    if (result == static_cast<T>(-1))
        fail_errno(call);
    return result;
}

// Repeats a call that a signal interrupts.
template <typename F>
auto restarting(const char *call, F function) {
    for (;;) {
        auto result = function();
        if (result != -1)
            return result;
        if (errno != EINTR)
            fail_errno(call);
    }
}

// Returns all bytes, or those that came before the end.
Bytes read_up_to(int fd, std::size_t wanted);
void write_all(int fd, const Bytes &bytes);

std::unique_ptr<Peer> ring_channel(const std::string &name);
std::unique_ptr<Peer> sysv_shared_memory(const std::string &key);
std::unique_ptr<Peer> sysv_semaphore_set(const std::string &key);
std::unique_ptr<Peer> sysv_message_queue(const std::string &key);
std::unique_ptr<Peer> posix_shared_memory(const std::string &name);
std::unique_ptr<Peer> posix_semaphore(const std::string &name);
std::unique_ptr<Peer> posix_message_queue(const std::string &name);
std::unique_ptr<Peer> mapped_file(const std::string &path);
std::unique_ptr<Peer> fifo(const std::string &path);
std::unique_ptr<Peer> guarded_struct(const std::string &key, const std::string &semaphore);
std::unique_ptr<Peer> objects_in_memory(const std::string &key);
std::unique_ptr<Peer> robust_mutex(const std::string &name);
std::unique_ptr<Peer> seqlock(const std::string &name);
std::unique_ptr<Peer> latest_value(const std::string &key);
std::unique_ptr<Peer> socket_pipe(const std::string &name);
std::unique_ptr<Peer> passed_descriptors(const std::string &path);
