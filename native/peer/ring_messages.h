/* The messages of RingMessages.java: the first byte identifies the producer; the length and all other bytes follow from
 * the number. */
#ifndef RING_MESSAGES_H
#define RING_MESSAGES_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t mixed(uint64_t number) {
    uint64_t product = number * UINT64_C(0x9E3779B97F4A7C15);
    return product ^ product >> 29;
}

static inline size_t length_of(unsigned id, uint64_t number, uint64_t max_message) {
    int64_t most, rest;
    if (number < max_message)
        return (size_t)number + 1;
    most = (int64_t)(number % 2 == 0 && max_message > 64 ? 64 : max_message);
    rest = (int64_t)mixed(number + id) % most;
    return (size_t)(1 + (rest < 0 ? rest + most : rest));
}

static inline void fill_message(unsigned char *message, size_t length, unsigned id, uint64_t number) {
    size_t i;
    message[0] = (unsigned char)id;
    for (i = 1; i < length; i++)
        message[i] = (unsigned char)(mixed(number) + i * 31);
}

#endif
