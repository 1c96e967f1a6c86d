// What main.cpp asks of the operating system.
#pragma once

#include "protocol.hpp"

// The arguments of main() in UTF-8, and a process that is ready to be a peer.
std::vector<std::string> start_process(int argc, char **argv);

// Without a peer for these arguments, nothing.
std::unique_ptr<Peer> make_peer(const std::vector<std::string> &arguments);
extern const char *const USAGE;

unsigned long process_id();
[[noreturn]] void die();

// Ends the process unless it is called again within so many seconds; 0 takes that back.
void limit_time(unsigned seconds);
