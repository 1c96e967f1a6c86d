// The common part of the peers on Windows.
#pragma once

#include "protocol.hpp"
#include "text.hpp"

// Fails with GetLastError(), or with an error that was read before.
[[noreturn]] void fail_last(const std::string &call);
[[noreturn]] void fail_with(const std::string &call, DWORD error);

// Checks a call that returns FALSE or NULL and sets the last error.
template <typename T>
T check(const char *call, T result) {
    if (!result)
        fail_last(call);
    return result;
}

// A handle that closes itself; INVALID_HANDLE_VALUE counts as none.
class Handle {
public:
    Handle() = default;
    ~Handle() { close(); }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    void adopt(const char *call, HANDLE handle);
    // Fails if the name was not free, because an existing object belongs to another process.
    void adopt_new(const char *call, HANDLE handle);
    HANDLE get() const;
    void close();

private:
    HANDLE handle_ = nullptr;
};

std::unique_ptr<Peer> named_mapping(const std::string &name);
std::unique_ptr<Peer> mapped_file(const std::string &path);
std::unique_ptr<Peer> named_semaphore(const std::string &name);
std::unique_ptr<Peer> named_mutex(const std::string &name);
std::unique_ptr<Peer> named_event(const std::string &name);
std::unique_ptr<Peer> named_pipe(const std::string &name);
