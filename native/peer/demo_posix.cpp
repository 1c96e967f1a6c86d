// The POSIX mechanisms of ipc_demo_peer and their arguments:
//
//   fifo          TO_PEER_PATH FROM_PEER_PATH
//   shared-memory NAME SEM_TO_PEER SEM_FROM_PEER
//   socket        PORT
//   message-queue MQ_TO_PEER MQ_FROM_PEER
//   file          PATH SEM_TO_PEER SEM_FROM_PEER
#include "demo_peer.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace {

template <typename T>
T check(const char *call, T result) {
    if (result == static_cast<T>(-1))
        fail(call, std::strerror(errno));
    return result;
}

// A FIFO is a stream: a read may return fewer bytes than requested, and returns none when the other side has closed.
std::int32_t read_number(int fd) {
    std::int32_t number;
    auto *bytes = reinterpret_cast<char *>(&number);
    for (std::size_t done = 0; done < sizeof number;) {
        ssize_t count = check("read", read(fd, bytes + done, sizeof number - done));
        if (count == 0)
            fail("read", "the other side has closed");
        done += static_cast<std::size_t>(count);
    }
    return number;
}

void write_number(int fd, std::int32_t number) {
    check("write", write(fd, &number, sizeof number));
}

// A FIFO has one direction, so two are used. Each open() waits until the other side opens the FIFO too.
class Fifo : public Channel {
public:
    Fifo(const char *to_peer, const char *from_peer)
        : in_(check("open", open(to_peer, O_RDONLY))), out_(check("open", open(from_peer, O_WRONLY))) {}

    std::int32_t receive() override { return read_number(in_); }
    void send(std::int32_t number) override { write_number(out_, number); }

private:
    int in_;
    int out_;
};

class Socket : public Channel {
public:
    explicit Socket(const char *port) : fd_(check("socket", socket(AF_INET, SOCK_STREAM, 0))) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        check("connect", connect(fd_, reinterpret_cast<sockaddr *>(&address), sizeof address));
        int on = 1;
        check("setsockopt", setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    }

    std::int32_t receive() override { return read_number(fd_); }
    void send(std::int32_t number) override { write_number(fd_, number); }

private:
    int fd_;
};

// Memory carries the numbers, but does not signal that a number has been written; two semaphores do. Shared memory and
// a memory-mapped file differ only in the call that opens them.
class Memory : public Channel {
public:
    Memory(int fd, const char *to_peer, const char *from_peer)
        : numbers_(map(fd)), to_peer_(open_semaphore(to_peer)), from_peer_(open_semaphore(from_peer)) {}

    std::int32_t receive() override {
        check("sem_wait", sem_wait(to_peer_));
        return numbers_->to_peer;
    }

    void send(std::int32_t number) override {
        numbers_->from_peer = number;
        check("sem_post", sem_post(from_peer_));
    }

private:
    struct Numbers {
        std::int32_t to_peer;
        std::int32_t from_peer;
    };

    static Numbers *map(int fd) {
        void *address = mmap(nullptr, sizeof(Numbers), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (address == MAP_FAILED)
            fail("mmap", std::strerror(errno));
        close(fd);
        return static_cast<Numbers *>(address);
    }

    static sem_t *open_semaphore(const char *name) {
        sem_t *semaphore = sem_open(name, 0);
        if (semaphore == SEM_FAILED)
            fail("sem_open", std::strerror(errno));
        return semaphore;
    }

    Numbers *numbers_;
    sem_t *to_peer_;
    sem_t *from_peer_;
};

class MessageQueue : public Channel {
public:
    MessageQueue(const char *to_peer, const char *from_peer)
        : in_(check("mq_open", mq_open(to_peer, O_RDONLY))), out_(check("mq_open", mq_open(from_peer, O_WRONLY))) {
        mq_attr attr;
        check("mq_getattr", mq_getattr(in_, &attr));
        message_.resize(static_cast<std::size_t>(attr.mq_msgsize));
    }

    std::int32_t receive() override {
        std::int32_t number;
        ssize_t length = check("mq_receive", mq_receive(in_, message_.data(), message_.size(), nullptr));
        if (length != sizeof number)
            fail("mq_receive", "a message that is not a number");
        std::memcpy(&number, message_.data(), sizeof number);
        return number;
    }

    void send(std::int32_t number) override {
        check("mq_send", mq_send(out_, reinterpret_cast<const char *>(&number), sizeof number, 0));
    }

private:
    mqd_t in_;
    mqd_t out_;
    std::vector<char> message_;
};

// An alarm ends every wait.
void on_alarm(int) {
    static const char text[] = "ipc_demo_peer: alarm: the other side did not finish in time\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) {
        // The error cannot be reported.
    }
    _exit(EXIT_FAILURE);
}

}

const char *const MECHANISMS = "fifo|shared-memory|socket|message-queue|file";

std::vector<std::string> start_process(int argc, char **argv, unsigned limit_seconds) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGALRM, on_alarm);
    std::signal(SIGINT, SIG_IGN);
    alarm(limit_seconds);
    return std::vector<std::string>(argv, argv + argc);
}

std::unique_ptr<Channel> connect_to(const std::vector<std::string> &words) {
    std::string mechanism = words.empty() ? "" : words[0];
    auto name = [&](std::size_t i) { return words[i].c_str(); };
    if (mechanism == "fifo" && words.size() == 3)
        return std::make_unique<Fifo>(name(1), name(2));
    if (mechanism == "shared-memory" && words.size() == 4)
        return std::make_unique<Memory>(check("shm_open", shm_open(name(1), O_RDWR, 0)), name(2), name(3));
    if (mechanism == "socket" && words.size() == 2)
        return std::make_unique<Socket>(name(1));
    if (mechanism == "message-queue" && words.size() == 3)
        return std::make_unique<MessageQueue>(name(1), name(2));
    if (mechanism == "file" && words.size() == 4)
        return std::make_unique<Memory>(check("open", open(name(1), O_RDWR)), name(2), name(3));
    return nullptr;
}
