// Passes descriptors through a Unix socket: `descriptor PATH`. The other side listens at PATH.
#include "unix.hpp"

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

constexpr std::size_t MAX_RIGHTS = 253;

union Control {
    cmsghdr first;
    char bytes[CMSG_SPACE(MAX_RIGHTS * sizeof(int))];
};

// `memfd SIZE [unsealed]` creates the memory; `map INDEX [ro]` maps a descriptor that was received.
class PassedDescriptors : public MemoryPeer {
public:
    explicit PassedDescriptors(const std::string &path) : path_(path) {
        on("connect", [=](const Words &) { return connect_to_listener(); });
        on("memfd", [=](const Words &words) { return create(words.size(1), !words.has(2, "unsealed")); });
        on("map", [=](const Words &words) { return map(received(words), !words.has(2, "ro")); });
        on("seals", [=](const Words &) { return std::to_string(check("fcntl", fcntl(memory_fd_, F_GET_SEALS))); });
        on("truncate", [=](const Words &words) {
            check("ftruncate", ftruncate(memory_fd_, static_cast<off_t>(words.number(1))));
            return "";
        });
        on("pipe", [=](const Words &) {
            int ends[2];
            check("pipe", pipe2(ends, O_CLOEXEC));
            received_.push_back(ends[0]);
            received_.push_back(ends[1]);
            return "";
        });
        // send HEX [COPIES] sends the memory's descriptor. send-fd INDEX HEX sends a descriptor that was received or
        // created before, and closes it here.
        on("send", [=](const Words &words) {
            std::size_t copies = words.count() > 2 ? words.size(2) : 1;
            send(words.bytes(1), std::vector<int>(copies, memory_fd_));
            return "";
        });
        on("send-fd", [=](const Words &words) {
            send(words.bytes(2), {received(words)});
            close_received(words);
            return "";
        });
        on("receive", [=](const Words &words) { return receive(words.size(1)); });
        on("fd-read", [=](const Words &words) {
            Bytes bytes = read_up_to(received(words), words.size(2));
            return bytes.empty() ? "eof" : hex(bytes.data(), bytes.size());
        });
        on("fd-write", [=](const Words &words) {
            write_all(received(words), words.bytes(2));
            return "";
        });
        on("fd-close", [=](const Words &words) {
            close_received(words);
            return "";
        });
    }

    ~PassedDescriptors() override {
        for (int fd : received_)
            if (fd != -1)
                close(fd);
        if (memory_ != nullptr)
            munmap(memory_, size_);
        if (memory_fd_ != -1)
            close(memory_fd_);
        if (socket_ != -1)
            close(socket_);
    }

private:
    std::string connect_to_listener() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path_.size() >= sizeof address.sun_path)
            fail("connect", ENAMETOOLONG);
        std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
        socket_ = check("socket", socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        check("connect", connect(socket_, reinterpret_cast<sockaddr *>(&address), sizeof address));
        return "";
    }

    std::string create(std::size_t size, bool sealed) {
        int fd = check("memfd_create", memfd_create("ipc-test-peer", MFD_CLOEXEC | MFD_ALLOW_SEALING));
        check("ftruncate", ftruncate(fd, static_cast<off_t>(size)));
        if (sealed)
            check("fcntl", fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
        std::string mapped = map(fd, true);
        close(fd);
        return mapped;
    }

    // Keeps a duplicate, so that the caller keeps the descriptor.
    std::string map(int fd, bool writable) {
        struct stat st;
        check("fstat", fstat(fd, &st));
        std::size_t size = static_cast<std::size_t>(st.st_size);
        void *address = mmap(nullptr, size, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);
        if (address == MAP_FAILED)
            fail_errno("mmap");
        memory_fd_ = check("fcntl", fcntl(fd, F_DUPFD_CLOEXEC, 0));
        memory_ = static_cast<char *>(address);
        size_ = size;
        writable_ = writable;
        return std::to_string(size);
    }

    void send(const Bytes &bytes, const std::vector<int> &fds) {
        Bytes copy = bytes;
        iovec part{copy.data(), copy.size()};
        Control control{};
        control.first.cmsg_level = SOL_SOCKET;
        control.first.cmsg_type = SCM_RIGHTS;
        control.first.cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
        std::memcpy(CMSG_DATA(&control.first), fds.data(), fds.size() * sizeof(int));
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
        restarting("sendmsg", [&] { return sendmsg(socket_, &message, MSG_NOSIGNAL); });
    }

    // Returns the received bytes and the number of descriptors.
    std::string receive(std::size_t length) {
        Bytes bytes(length);
        iovec part{bytes.data(), bytes.size()};
        Control control{};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        ssize_t count = restarting("recvmsg", [&] { return recvmsg(socket_, &message, MSG_CMSG_CLOEXEC); });
        std::size_t before = received_.size();
        for (cmsghdr *each = CMSG_FIRSTHDR(&message); each != nullptr; each = CMSG_NXTHDR(&message, each)) {
            std::vector<int> fds((each->cmsg_len - CMSG_LEN(0)) / sizeof(int));
            std::memcpy(fds.data(), CMSG_DATA(each), fds.size() * sizeof(int));
            received_.insert(received_.end(), fds.begin(), fds.end());
        }
        return hex(bytes.data(), static_cast<std::size_t>(count)) + " " + std::to_string(received_.size() - before);
    }

    int received(const Words &words) const {
        std::size_t index = words.size(1);
        if (index >= received_.size() || received_[index] == -1)
            fail("usage", EINVAL, "there is no descriptor " + words.text(1));
        return received_[index];
    }

    void close_received(const Words &words) {
        close(received(words));
        received_[words.size(1)] = -1;
    }

    const std::string path_;
    int socket_ = -1;
    int memory_fd_ = -1;
    std::vector<int> received_;
};

}

std::unique_ptr<Peer> passed_descriptors(const std::string &path) {
    return std::make_unique<PassedDescriptors>(path);
}
