// The functions of the operating system that main.cpp uses.
#pragma once

#include "protocol.hpp"

// Prepares the process to be a peer, and returns the arguments of main() in UTF-8.
std::vector<std::string> start_process(int argc, char **argv);

// Returns null if no peer matches the arguments.
std::unique_ptr<Peer> make_peer(const std::vector<std::string> &arguments);
extern const char *const USAGE;

unsigned long process_id();
[[noreturn]] void die();

// Ends the process unless this function is called again within so many seconds. 0 removes the limit.
void limit_time(unsigned seconds);
