// The halves of ipc_demo_peer: what is the same on every system is in demo_peer.cpp, the ways to carry a number are the
// system's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

[[noreturn]] void fail(const char *call, const std::string &text);

// Numbers that come from Java and go to Java, 32 bits in this machine's byte order.
class Channel {
public:
    virtual ~Channel() = default;
    virtual std::int32_t receive() = 0;
    virtual void send(std::int32_t number) = 0;
};

// The system's.

// The mechanisms and the names that each takes, as printed for who used it wrongly.
extern const char *const MECHANISMS;

// All arguments in UTF-8. From now on Ctrl-C is ignored: it reaches both processes, Java removes the objects and ends this
// one; were this one first, Java would report it. A semaphore does not tell that the other process has died: this process
// ends after so many seconds, whatever it waits for.
std::vector<std::string> start_process(int argc, char **argv, unsigned limit_seconds);

// Null where the words name no mechanism.
std::unique_ptr<Channel> connect_to(const std::vector<std::string> &words);
