#include "protocol.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

// The pieces that POSIX shared memory and a memory-mapped file have in common: a descriptor that is mapped as a whole.
class MappedDescriptor : public MemoryPeer {
public:
    MappedDescriptor() {
        on("truncate", [this](const Words &words) {
            check("ftruncate", ftruncate(fd_, static_cast<off_t>(words.number(1))));
            map();
            return "";
        });
        on("close", [this](const Words &) {
            close_all();
            return "";
        });
        on("flush", [this](const Words &) {
            check("msync", msync(memory_, size_, MS_SYNC));
            return "";
        });
    }

    ~MappedDescriptor() override { close_all(); }

protected:
    std::string create(int fd, off_t size) {
        adopt(fd);
        check("ftruncate", ftruncate(fd_, size));
        map();
        return "";
    }

    std::string open_existing(int fd, bool read_only) {
        adopt(fd);
        writable_ = !read_only;
        map();
        return std::to_string(size_);
    }

private:
    void adopt(int fd) {
        close_all();
        fd_ = fd;
        writable_ = true;
    }

    // Maps what the object has now; an object without bytes has no mapping.
    void map() {
        unmap();
        struct stat st;
        check("fstat", fstat(fd_, &st));
        size_ = static_cast<std::size_t>(st.st_size);
        if (size_ == 0)
            return;
        void *address = mmap(nullptr, size_, writable_ ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd_, 0);
        if (address == MAP_FAILED)
            fail_errno("mmap");
        memory_ = static_cast<char *>(address);
    }

    void unmap() {
        if (memory_ != nullptr)
            munmap(memory_, size_);
        memory_ = nullptr;
    }

    void close_all() {
        unmap();
        if (fd_ != -1)
            close(fd_);
        fd_ = -1;
    }

    int fd_ = -1;
};

class MappedFile : public MappedDescriptor {
public:
    explicit MappedFile(const std::string &path) {
        on("create", [=](const Words &words) {
            int fd = check("open", ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
            return create(fd, static_cast<off_t>(words.number(1)));
        });
        on("open", [=](const Words &words) {
            bool read_only = words.has(1, "ro");
            return open_existing(
                check("open", ::open(path.c_str(), (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC)), read_only);
        });
        on("unlink", [=](const Words &) {
            check("unlink", unlink(path.c_str()));
            return "";
        });
    }
};

class PosixSharedMemory : public MappedDescriptor {
public:
    explicit PosixSharedMemory(const std::string &name) {
        on("create", [=](const Words &words) {
            int fd = check("shm_open", shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, words.mode(2)));
            return create(fd, static_cast<off_t>(words.number(1)));
        });
        on("open", [=](const Words &words) {
            bool read_only = words.has(1, "ro");
            return open_existing(check("shm_open", shm_open(name.c_str(), read_only ? O_RDONLY : O_RDWR, 0)), read_only);
        });
        on("unlink", [=](const Words &) {
            check("shm_unlink", shm_unlink(name.c_str()));
            return "";
        });
    }
};

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

class Fifo : public Peer {
public:
    explicit Fifo(const std::string &path) {
        on("create", [=](const Words &words) {
            check("mkfifo", mkfifo(path.c_str(), words.mode(1)));
            return "";
        });
        on("open-read", [=](const Words &) { return open(path, reader_, O_RDONLY); });
        on("open-write", [=](const Words &) { return open(path, writer_, O_WRONLY); });
        on("read", [=](const Words &words) {
            Bytes bytes = read_up_to(words.size(1));
            return bytes.empty() && words.size(1) > 0 ? "eof" : hex(bytes.data(), bytes.size());
        });
        on("write", [=](const Words &words) {
            write_all(words.bytes(1));
            return "";
        });
        on("fill", [=](const Words &words) { return fill(words.size(1)); });
        on("drain", [=](const Words &words) { return drain(words.size(1)); });
        on("close", [=](const Words &) {
            close_all();
            return "";
        });
        on("unlink", [=](const Words &) {
            check("unlink", unlink(path.c_str()));
            return "";
        });
    }

    ~Fifo() override { close_all(); }

private:
    static constexpr std::size_t CHUNK = 65536;

    // Waits for the other end.
    static std::string open(const std::string &path, int &fd, int flags) {
        if (fd != -1)
            fail("open", EBUSY, "open already");
        fd = restarting("open", [&] { return ::open(path.c_str(), flags | O_CLOEXEC); });
        return "";
    }

    Bytes read_up_to(std::size_t wanted) const {
        Bytes bytes(wanted);
        std::size_t length = 0;
        while (length < wanted) {
            ssize_t count = restarting("read", [&] { return ::read(reader_, bytes.data() + length, wanted - length); });
            if (count == 0)
                break;
            length += static_cast<std::size_t>(count);
        }
        bytes.resize(length);
        return bytes;
    }

    void write_all(const Bytes &bytes) const {
        for (std::size_t done = 0; done < bytes.size();)
            done += static_cast<std::size_t>(
                restarting("write", [&] { return ::write(writer_, bytes.data() + done, bytes.size() - done); }));
    }

    static Bytes pattern(std::size_t begin, std::size_t length) {
        Bytes bytes(length);
        for (std::size_t i = 0; i < length; i++)
            bytes[i] = static_cast<unsigned char>((begin + i) % 251);
        return bytes;
    }

    std::string fill(std::size_t total) const {
        for (std::size_t done = 0; done < total; done += CHUNK)
            write_all(pattern(done, std::min(CHUNK, total - done)));
        return "";
    }

    std::string drain(std::size_t total) const {
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

    void close_all() {
        for (int *fd : {&reader_, &writer_}) {
            if (*fd != -1)
                close(*fd);
            *fd = -1;
        }
    }

    int reader_ = -1;
    int writer_ = -1;
};

}

std::unique_ptr<Peer> mapped_file(const std::string &path) {
    return std::make_unique<MappedFile>(path);
}

std::unique_ptr<Peer> posix_shared_memory(const std::string &name) {
    return std::make_unique<PosixSharedMemory>(name);
}

std::unique_ptr<Peer> fifo(const std::string &path) {
    return std::make_unique<Fifo>(path);
}
