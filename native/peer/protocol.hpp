#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

using Bytes = std::vector<unsigned char>;

// What a command answers with `error CALL ERRNO text`.
struct Failure {
    std::string call;
    int error;
    std::string text;
};

[[noreturn]] void fail(const std::string &call, int error, const std::string &text = {});
[[noreturn]] void fail_errno(const std::string &call);

// For the calls that return -1 and set errno.
template <typename T>
T check(const char *call, T result) {
    if (result == static_cast<T>(-1))
        fail_errno(call);
    return result;
}

// Repeats a call while a signal interrupts it.
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

std::string hex(const void *bytes, std::size_t length);
std::string octal(unsigned mode);
long long parse_number(const std::string &word);

// A command line's words; word 0 is the verb.
class Words {
public:
    explicit Words(const std::string &line);

    const std::string &text(std::size_t index) const;
    long long number(std::size_t index) const { return parse_number(text(index)); }
    std::size_t size(std::size_t index) const { return static_cast<std::size_t>(number(index)); }
    int integer(std::size_t index) const { return static_cast<int>(number(index)); }
    unsigned mode(std::size_t index) const;
    double real(std::size_t index) const;
    Bytes bytes(std::size_t index) const;
    bool has(std::size_t index, const std::string &word) const;

    // All of the line behind the verb, spaces included.
    std::string rest() const;

private:
    std::string line_;
    std::vector<std::string> words_;
};

// One object of the operating system and the verbs that it understands. A verb returns its values, or throws Failure.
class Peer {
public:
    virtual ~Peer() = default;
    std::string answer(const Words &words) const;

protected:
    using Verb = std::function<std::string(const Words &)>;
    void on(const std::string &name, Verb verb) { verbs_[name] = std::move(verb); }

private:
    std::map<std::string, Verb> verbs_;
};

// A peer whose object is memory: `read OFFSET LENGTH`, `write OFFSET HEX`, `strcpy TEXT`, `string`.
class MemoryPeer : public Peer {
protected:
    MemoryPeer();
    void *at(const char *verb, std::size_t offset, std::size_t length, bool writing) const;

    char *memory_ = nullptr;
    std::size_t size_ = 0;
    bool writable_ = true;
};

std::unique_ptr<Peer> sysv_shared_memory(const std::string &key);
std::unique_ptr<Peer> sysv_semaphore_set(const std::string &key);
std::unique_ptr<Peer> sysv_message_queue(const std::string &key);
std::unique_ptr<Peer> posix_shared_memory(const std::string &name);
std::unique_ptr<Peer> posix_semaphore(const std::string &name);
std::unique_ptr<Peer> posix_message_queue(const std::string &name);
std::unique_ptr<Peer> mapped_file(const std::string &path);
std::unique_ptr<Peer> fifo(const std::string &path);
std::unique_ptr<Peer> robust_mutex(const std::string &name);
std::unique_ptr<Peer> guarded_struct(const std::string &key, const std::string &semaphore);
