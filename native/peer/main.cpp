// The C++ half of the tests with two processes. `ipc_peer KIND NAME…` writes `ready PID`, and then answers each line of
// stdin with one line: `ok [VALUES]` or `error CALL CODE text`. `quit` and the end of stdin end it, `die` kills it.
#include "system.hpp"

#include <cstdio>
#include <cstdlib>

namespace {

constexpr unsigned LIMIT_SECONDS = 120;

void write_line(const std::string &line) {
    if (std::printf("%s\n", line.c_str()) < 0 || std::fflush(stdout) != 0)
        std::exit(EXIT_FAILURE);
}

std::string describe(const Failure &failure) {
    return "error " + failure.call + " " + failure.code + " " + failure.text;
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
    std::vector<std::string> arguments = start_process(argc, argv);
    std::unique_ptr<Peer> peer;
    try {
        peer = make_peer(arguments);
    } catch (const Failure &failure) {
        write_line(describe(failure));
        return EXIT_FAILURE;
    }
    if (peer == nullptr) {
        std::fputs(USAGE, stderr);
        return 2;
    }
    write_line("ready " + std::to_string(process_id()));
    std::string line;
    while (read_line(line)) {
        if (line == "die")
            die();
        if (line == "quit") {
            peer.reset();
            write_line("ok");
            break;
        }
        // While a call blocks, the end of stdin is not noticed. The limit ends a wait that outlives its test.
        limit_time(LIMIT_SECONDS);
        write_line(answer(*peer, line));
        limit_time(0);
    }
    return EXIT_SUCCESS;
}
