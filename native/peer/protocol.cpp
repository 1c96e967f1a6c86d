#include "protocol.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

std::string hex(const void *bytes, std::size_t length) {
    static const char digits[] = "0123456789abcdef";
    if (length == 0)
        return "-";
    std::string text;
    text.reserve(length * 2);
    const auto *next = static_cast<const unsigned char *>(bytes);
    for (const auto *end = next + length; next < end; next++) {
        text += digits[*next >> 4];
        text += digits[*next & 15];
    }
    return text;
}

std::string octal(unsigned mode) {
    char text[16];
    std::snprintf(text, sizeof text, "%04o", mode);
    return text;
}

static long long parse(const std::string &word, int base) {
    char *end;
    errno = 0;
    long long number = std::strtoll(word.c_str(), &end, base);
    if (word.empty() || *end != '\0' || errno != 0)
        fail("usage", EINVAL, "not a number: " + word);
    return number;
}

// Parses a decimal number, or a hexadecimal one after 0x. A leading 0 does not make a number octal.
long long parse_number(const std::string &word) {
    return parse(word, word.compare(0, 2, "0x") == 0 ? 16 : 10);
}

Words::Words(const std::string &line) : line_(line) {
    std::size_t begin = 0;
    while ((begin = line.find_first_not_of(' ', begin)) != std::string::npos) {
        std::size_t end = std::min(line.find(' ', begin), line.size());
        words_.push_back(line.substr(begin, end - begin));
        begin = end;
    }
}

const std::string &Words::text(std::size_t index) const {
    if (index >= words_.size())
        fail("usage", EINVAL, "word " + std::to_string(index) + " is missing: " + line_);
    return words_[index];
}

unsigned Words::mode(std::size_t index) const {
    return static_cast<unsigned>(parse(text(index), 8));
}

double Words::real(std::size_t index) const {
    return std::strtod(text(index).c_str(), nullptr);
}

static unsigned digit(char c) {
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    fail("usage", EINVAL, std::string("not a hexadecimal digit: ") + c);
}

Bytes Words::bytes(std::size_t index) const {
    const std::string &word = text(index);
    Bytes bytes;
    if (word == "-")
        return bytes;
    if (word.size() % 2 != 0)
        fail("usage", EINVAL, "half a byte: " + word);
    bytes.reserve(word.size() / 2);
    for (std::size_t i = 0; i < word.size(); i += 2)
        bytes.push_back(static_cast<unsigned char>(digit(word[i]) << 4 | digit(word[i + 1])));
    return bytes;
}

bool Words::has(std::size_t index, const std::string &word) const {
    return index < words_.size() && words_[index] == word;
}

std::string Words::rest() const {
    std::size_t space = line_.find(' ');
    return space == std::string::npos ? "" : line_.substr(space + 1);
}

std::string Peer::answer(const Words &words) const {
    auto verb = verbs_.find(words.text(0));
    if (verb == verbs_.end())
        fail("usage", EINVAL, "unknown command: " + words.text(0));
    return verb->second(words);
}

MemoryPeer::MemoryPeer() {
    on("read", [this](const Words &words) {
        std::size_t length = words.size(2);
        return hex(at("read", words.size(1), length, false), length);
    });
    on("write", [this](const Words &words) {
        Bytes bytes = words.bytes(2);
        void *target = at("write", words.size(1), bytes.size(), true);
        if (!bytes.empty())
            std::memcpy(target, bytes.data(), bytes.size());
        return "";
    });
    on("strcpy", [this](const Words &words) {
        std::string text = words.rest();
        at("strcpy", 0, text.size() + 1, true);
        std::strcpy(memory_, text.c_str());
        return "";
    });
    on("string", [this](const Words &) {
        at("string", 0, 1, false);
        return std::string(memory_, strnlen(memory_, size_));
    });
}

void *MemoryPeer::at(const char *verb, std::size_t offset, std::size_t length, bool writing) const {
    if (memory_ == nullptr)
        fail(verb, EINVAL, "there is no memory here yet");
    if (offset > size_ || length > size_ - offset)
        fail(verb, ERANGE, "beyond the " + std::to_string(size_) + " bytes");
    if (writing && !writable_)
        fail(verb, EACCES, "attached for reading only");
    return memory_ + offset;
}
