#include "unix.hpp"
#include "system.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace {

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

std::vector<std::string> start_process(int argc, char **argv) {
    std::signal(SIGPIPE, SIG_IGN);
    umask(0);
    return std::vector<std::string>(argv, argv + argc);
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
