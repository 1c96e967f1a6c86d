// The parts of ipc_demo_peer: demo_peer.cpp is the same on every system, the mechanisms differ between the systems.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

[[noreturn]] void fail(const char *call, const std::string &text);

// A channel for numbers from Java and to Java, of 32 bits in this machine's byte order.
class Channel {
public:
    virtual ~Channel() = default;
    virtual std::int32_t receive() = 0;
    virtual void send(std::int32_t number) = 0;
};

// The following are defined for each system.

// The mechanisms and the names that each takes, for the usage message.
extern const char *const MECHANISMS;

// Returns all arguments in UTF-8. From this call on, Ctrl-C is ignored: it reaches both processes, and Java removes the
// objects and ends this one. If this process ended first, Java would report that as an error. The process ends after
// `limit_seconds`, whatever it waits for, because a semaphore does not report that the other process has died.
std::vector<std::string> start_process(int argc, char **argv, unsigned limit_seconds);

// Returns null if the words name no mechanism.
std::unique_ptr<Channel> connect_to(const std::vector<std::string> &words);
