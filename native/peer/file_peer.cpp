#include "unix.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

// The common part of POSIX shared memory and a memory-mapped file: a descriptor that is mapped as a whole.
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

    // Maps the object in its current size. An empty object has no mapping.
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

class Fifo : public StreamPeer {
public:
    explicit Fifo(const std::string &path) {
        on("create", [=](const Words &words) {
            check("mkfifo", mkfifo(path.c_str(), words.mode(1)));
            return "";
        });
        on("open-read", [=](const Words &) { return open(path, reader_, O_RDONLY); });
        on("open-write", [=](const Words &) { return open(path, writer_, O_WRONLY); });
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

protected:
    void write_all(const Bytes &bytes) override { ::write_all(writer_, bytes); }
    Bytes read_up_to(std::size_t wanted) override { return ::read_up_to(reader_, wanted); }

private:
    // Waits until the other end is opened.
    static std::string open(const std::string &path, int &fd, int flags) {
        if (fd != -1)
            fail("open", EBUSY, "open already");
        fd = restarting("open", [&] { return ::open(path.c_str(), flags | O_CLOEXEC); });
        return "";
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
