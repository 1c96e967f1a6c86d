// The ring channel: messages between processes at memory speed. The death of a process never blocks the others. The
// headers need Linux and C++17, and no library. Java's io.nativeipc.ring has the same operations on the same memory
// (docs/ring-layout.md).
//
//     auto channel = native_ipc::RingChannel::open_or_create("/prices");
//     auto producer = channel.producer();
//     producer.offer(&price, sizeof price);                    // returns false if there is no room now
//
//     auto consumer = channel.consumer();
//     consumer.poll([](native_ipc::RingMessage message) { ... }, 100, std::chrono::seconds(1));
//
// Only the process that opened a channel can use it; a forked child must open it again. A child made by _Fork or a bare
// clone shares its parent's locks until it ends or opens a channel itself. Until then the parent counts as alive.
#pragma once

#include "ring_channel.hpp"
