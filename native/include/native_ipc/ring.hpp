// The ring channel: messages between processes at the speed of memory, and nobody's death stops anybody. Linux, C++17, no
// library; Java's io.nativeipc.ring has the same verbs over the same memory (docs/ring-layout.md).
//
//     auto channel = native_ipc::RingChannel::open_or_create("/prices");
//     auto producer = channel.producer();
//     producer.offer(&price, sizeof price);                    // false: no room now
//
//     auto consumer = channel.consumer();
//     consumer.poll([](native_ipc::RingMessage message) { ... }, 100, std::chrono::seconds(1));
//
// A process that forks without exec leaves its locks to the child too: it lives until both are dead.
#pragma once

#include "ring_channel.hpp"
