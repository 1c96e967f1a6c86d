// The C++ half of the two-process tests. `ipc_peer KIND NAME…` writes `ready PID`, then answers each line of stdin with one
// line: `ok [VALUES]` or `error CALL ERRNO text`. `quit` and the end of stdin end it, `die` kills it.
#include "protocol.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr unsigned LIMIT_SECONDS = 120;

using Maker = std::unique_ptr<Peer> (*)(const std::string &);

const std::map<std::string, Maker> kinds = {
    {"sysv-shm", sysv_shared_memory},   {"sysv-sem", sysv_semaphore_set}, {"sysv-mq", sysv_message_queue},
    {"posix-shm", posix_shared_memory}, {"posix-sem", posix_semaphore},   {"posix-mq", posix_message_queue},
    {"file", mapped_file},              {"fifo", fifo},                      {"mutex", robust_mutex},
};

std::unique_ptr<Peer> make(int argc, char **argv) {
    std::string kind = argc > 1 ? argv[1] : "";
    if (kind == "struct" && argc == 4)
        return guarded_struct(argv[2], argv[3]);
    auto found = kinds.find(kind);
    return found != kinds.end() && argc == 3 ? found->second(argv[2]) : nullptr;
}

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

void write_line(const std::string &line) {
    if (std::printf("%s\n", line.c_str()) < 0 || std::fflush(stdout) != 0)
        std::exit(EXIT_FAILURE);
}

std::string describe(const Failure &failure) {
    return "error " + failure.call + " " + errno_name(failure.error) + " " + failure.text;
}

bool read_line(std::string &line) {
    line.clear();
    int c;
    while ((c = std::getchar()) != EOF && c != '\n')
        line += static_cast<char>(c);
    return c != EOF;
}

std::string answer(const Peer &peer, const std::string &line) {
    try {
        std::string values = peer.answer(Words(line));
        return values.empty() ? "ok" : "ok " + values;
    } catch (const Failure &failure) {
        return describe(failure);
    }
}

}

int main(int argc, char **argv) {
    std::signal(SIGPIPE, SIG_IGN);
    umask(0);
    std::unique_ptr<Peer> peer;
    try {
        peer = make(argc, argv);
    } catch (const Failure &failure) {
        write_line(describe(failure));
        return EXIT_FAILURE;
    }
    if (peer == nullptr) {
        std::fputs("usage: ipc_peer KIND NAME, or ipc_peer struct KEY SEMAPHORE\n", stderr);
        return 2;
    }
    write_line("ready " + std::to_string(getpid()));
    std::string line;
    while (read_line(line)) {
        if (line == "die")
            std::raise(SIGKILL);
        if (line == "quit") {
            peer.reset();
            write_line("ok");
            break;
        }
        // While a call blocks, the end of stdin goes unseen: no wait outlives a test.
        alarm(LIMIT_SECONDS);
        write_line(answer(*peer, line));
        alarm(0);
    }
    return EXIT_SUCCESS;
}
