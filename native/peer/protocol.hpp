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

// What a command answers with `error CALL CODE text`.
struct Failure {
    std::string call;
    std::string code;
    std::string text;
};

// The code is the name of an errno, on every system; what the system itself refuses has the system's own codes.
[[noreturn]] void fail(const std::string &call, int error, const std::string &text = {});

std::string hex(const void *bytes, std::size_t length);
std::string octal(unsigned mode);
long long parse_number(const std::string &word);

// A command line's words; word 0 is the verb.
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

// A peer whose object carries bytes: `write HEX`, `read LENGTH`, `fill LENGTH` (byte i is i % 251), `drain LENGTH`, which
// checks such bytes and returns their CRC-32.
class StreamPeer : public Peer {
protected:
    StreamPeer();

    virtual void write_all(const Bytes &bytes) = 0;
    // Fewer bytes than wanted are the end.
    virtual Bytes read_up_to(std::size_t wanted) = 0;

private:
    std::string fill(std::size_t total);
    std::string drain(std::size_t total);
};
