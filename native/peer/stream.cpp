#include "protocol.hpp"

#include <algorithm>
#include <cstdio>

namespace {

constexpr std::size_t CHUNK = 65536;

// CRC-32 as in java.util.zip.
std::uint32_t crc32(std::uint32_t crc, const Bytes &bytes) {
    crc = ~crc;
    for (unsigned char byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

Bytes pattern(std::size_t begin, std::size_t length) {
    Bytes bytes(length);
    for (std::size_t i = 0; i < length; i++)
        bytes[i] = static_cast<unsigned char>((begin + i) % 251);
    return bytes;
}

}

StreamPeer::StreamPeer() {
    on("read", [this](const Words &words) {
        Bytes bytes = read_up_to(words.size(1));
        return bytes.empty() && words.size(1) > 0 ? "eof" : hex(bytes.data(), bytes.size());
    });
    on("write", [this](const Words &words) {
        write_all(words.bytes(1));
        return "";
    });
    on("fill", [this](const Words &words) { return fill(words.size(1)); });
    on("drain", [this](const Words &words) { return drain(words.size(1)); });
}

std::string StreamPeer::fill(std::size_t total) {
    for (std::size_t done = 0; done < total; done += CHUNK)
        write_all(pattern(done, std::min(CHUNK, total - done)));
    return "";
}

std::string StreamPeer::drain(std::size_t total) {
    std::uint32_t crc = 0;
    for (std::size_t done = 0; done < total; done += CHUNK) {
        Bytes bytes = read_up_to(std::min(CHUNK, total - done));
        Bytes expected = pattern(done, bytes.size());
        auto wrong = std::mismatch(bytes.begin(), bytes.end(), expected.begin()).first - bytes.begin();
        if (static_cast<std::size_t>(wrong) < bytes.size())
            fail("drain", EIO, "byte " + std::to_string(done + static_cast<std::size_t>(wrong)) + " differs");
        if (bytes.size() < std::min(CHUNK, total - done))
            fail("drain", EPIPE, "the end came after " + std::to_string(done + bytes.size()) + " bytes");
        crc = crc32(crc, bytes);
    }
    char text[16];
    std::snprintf(text, sizeof text, "%08x", crc);
    return text;
}
