#include "unix.hpp"
#include "system.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using Maker = std::unique_ptr<Peer> (*)(const std::string &);

const std::map<std::string, Maker> kinds = {
    {"ring", ring_channel},
    {"sysv-shm", sysv_shared_memory},   {"sysv-sem", sysv_semaphore_set}, {"sysv-mq", sysv_message_queue},
    {"posix-shm", posix_shared_memory}, {"posix-sem", posix_semaphore},   {"posix-mq", posix_message_queue},
    {"file", mapped_file},              {"fifo", fifo},                   {"pipe", socket_pipe},
    {"mutex", robust_mutex},            {"descriptor", passed_descriptors},
};

std::string errno_name(int error) {
    switch (error) {
#define X(name) \
    case name: \
        return #name;
#include "errno_names.def"
#undef X
    default:
        return std::to_string(error);
    }
}

}

const char *const USAGE = "usage: ipc_peer KIND NAME, or ipc_peer struct KEY SEMAPHORE\n";

std::vector<std::string> start_process(int argc, char **argv) {
    std::signal(SIGPIPE, SIG_IGN);
    umask(0);
    return std::vector<std::string>(argv, argv + argc);
}

std::unique_ptr<Peer> make_peer(const std::vector<std::string> &arguments) {
    std::string kind = arguments.size() > 1 ? arguments[1] : "";
    if (kind == "struct" && arguments.size() == 4)
        return guarded_struct(arguments[2], arguments[3]);
    auto found = kinds.find(kind);
    return found != kinds.end() && arguments.size() == 3 ? found->second(arguments[2]) : nullptr;
}

unsigned long process_id() {
    return static_cast<unsigned long>(getpid());
}

void die() {
    std::raise(SIGKILL);
    std::abort();
}

void limit_time(unsigned seconds) {
    alarm(seconds);
}

void fail(const std::string &call, int error, const std::string &text) {
    throw Failure{call, errno_name(error), text.empty() ? std::strerror(error) : text};
}

void fail_errno(const std::string &call) {
    fail(call, errno);
}

Bytes read_up_to(int fd, std::size_t wanted) {
    Bytes bytes(wanted);
    std::size_t length = 0;
    while (length < wanted) {
        ssize_t count = restarting("read", [&] { return ::read(fd, bytes.data() + length, wanted - length); });
        if (count == 0)
            break;
        length += static_cast<std::size_t>(count);
    }
    bytes.resize(length);
    return bytes;
}

void write_all(int fd, const Bytes &bytes) {
    for (std::size_t done = 0; done < bytes.size();)
        done += static_cast<std::size_t>(
            restarting("write", [&] { return ::write(fd, bytes.data() + done, bytes.size() - done); }));
}
