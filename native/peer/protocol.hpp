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

// A failure that a command answers with `error CALL CODE text`.
struct Failure {
    std::string call;
    std::string code;
    std::string text;
};

// Fails with the name of an errno as the code, on every system. Failures of system calls have the system's own codes.
[[noreturn]] void fail(const std::string &call, int error, const std::string &text = {});

std::string hex(const void *bytes, std::size_t length);
std::string octal(unsigned mode);
long long parse_number(const std::string &word);

// The words of a command line. Word 0 is the verb.
class Words {
public:
    explicit Words(const std::string &line);

    std::size_t count() const { return words_.size(); }
    const std::string &text(std::size_t index) const;
    long long number(std::size_t index) const { return parse_number(text(index)); }
    std::size_t size(std::size_t index) const { return static_cast<std::size_t>(number(index)); }
    int integer(std::size_t index) const { return static_cast<int>(number(index)); }
    unsigned mode(std::size_t index) const;
    double real(std::size_t index) const;
    Bytes bytes(std::size_t index) const;
    bool has(std::size_t index, const std::string &word) const;

    // The line after the verb, including its spaces.
    std::string rest() const;

private:
    std::string line_;
    std::vector<std::string> words_;
};

// An object of the operating system and the verbs that it accepts. A verb returns its values, or throws Failure.
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

// A peer whose object is memory. Its verbs are `read OFFSET LENGTH`, `write OFFSET HEX`, `strcpy TEXT` and `string`.
class MemoryPeer : public Peer {
protected:
    MemoryPeer();
    void *at(const char *verb, std::size_t offset, std::size_t length, bool writing) const;

    char *memory_ = nullptr;
    std::size_t size_ = 0;
    bool writable_ = true;
};

// A peer whose object carries bytes. Its verbs are `write HEX`, `read LENGTH`, `fill LENGTH`, which writes bytes (byte
// i is i % 251), and `drain LENGTH`, which checks such bytes and returns their CRC-32.
class StreamPeer : public Peer {
protected:
    StreamPeer();

    virtual void write_all(const Bytes &bytes) = 0;
    // Returns fewer bytes than wanted only at the end of the stream.
    virtual Bytes read_up_to(std::size_t wanted) = 0;

private:
    std::string fill(std::size_t total);
    std::string drain(std::size_t total);
};
