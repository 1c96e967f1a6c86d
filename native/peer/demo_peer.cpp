// The C++ half of `native-ipc demo`: Java sends a number; this program prints it and sends another one back. Five
// mechanisms can carry the numbers. Each is a class with the textbook calls of the mechanism, in demo_posix.cpp and
// windows/demo_windows.cpp.
//
//   ipc_demo_peer MECHANISM NAME... --back M [--rounds R]
//
// Java creates and removes all objects. After the first number it sends R more. Each is answered with its successor, so
// that Java can measure the round trip.
#include "demo_peer.hpp"

#include <cstdio>
#include <cstdlib>

namespace {

constexpr unsigned LIMIT_SECONDS = 30;

struct Options {
    std::vector<std::string> words;
    std::int32_t back = 0;
    long rounds = 0;
};

Options parse(const std::vector<std::string> &arguments) {
    Options options;
    for (std::size_t i = 1; i < arguments.size(); i++)
        if (arguments[i] == "--back" && i + 1 < arguments.size())
            options.back = static_cast<std::int32_t>(std::atoll(arguments[++i].c_str()));
        else if (arguments[i] == "--rounds" && i + 1 < arguments.size())
            options.rounds = std::atol(arguments[++i].c_str());
        else
            options.words.push_back(arguments[i]);
    return options;
}

}

void fail(const char *call, const std::string &text) {
    std::fprintf(stderr, "ipc_demo_peer: %s: %s\n", call, text.c_str());
    std::exit(EXIT_FAILURE);
}

int main(int argc, char **argv) {
    Options options = parse(start_process(argc, argv, LIMIT_SECONDS));
    std::unique_ptr<Channel> java = connect_to(options.words);
    if (!java) {
        std::fprintf(stderr, "usage: ipc_demo_peer %s NAME... --back M [--rounds R]\n", MECHANISMS);
        return 2;
    }
    std::printf("received %d\n", java->receive());
    std::fflush(stdout);
    java->send(options.back);
    for (long round = 0; round < options.rounds; round++)
        java->send(java->receive() + 1);
    return EXIT_SUCCESS;
}
