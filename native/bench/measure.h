// The common part of the ring channel's benchmarks in C and C++: options, the clock, percentiles. It does not use a
// ring.
#ifndef NATIVE_IPC_BENCH_MEASURE_H
#define NATIVE_IPC_BENCH_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The number of the message that ends a measurement.
#define MEASURE_LAST UINT64_MAX

// The number of trips for each duration in ns. The last entry counts all longer trips. The table is small, so that it
// stays in the cache.
#define MEASURE_LONGEST 65535

typedef struct {
    uint32_t counts[MEASURE_LONGEST + 1];
    uint64_t trips;
} measure_trips;

static inline uint64_t measure_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

static inline void measure_trip(measure_trips *trips, uint64_t nanos) {
    trips->counts[nanos < MEASURE_LONGEST ? nanos : MEASURE_LONGEST]++;
    trips->trips++;
}

static inline unsigned measure_percentile(const measure_trips *trips, unsigned percent) {
    uint64_t left = trips->trips * percent / 100;
    unsigned nanos = 0;
    while (nanos < MEASURE_LONGEST && left >= trips->counts[nanos])
        left -= trips->counts[nanos++];
    return nanos;
}

// The mean of the middle half. On some machines the clock ticks every 10 ns, so percentiles have steps of 10 ns too.
static inline double measure_middle(const measure_trips *trips) {
    uint64_t skip = trips->trips / 4, left = trips->trips - 2 * skip, taken = left;
    double sum = 0;
    for (unsigned nanos = 0; nanos <= MEASURE_LONGEST && left > 0; nanos++) {
        uint64_t count = trips->counts[nanos], skipped = skip < count ? skip : count;
        skip -= skipped;
        count -= skipped;
        count = count < left ? count : left;
        left -= count;
        sum += (double)count * nanos;
    }
    return sum / (double)taken;
}

static inline void measure_print_trips(const measure_trips *trips) {
    printf("p50=%u p99=%u middle=%.1f n=%llu\n", measure_percentile(trips, 50), measure_percentile(trips, 99), measure_middle(trips),
           (unsigned long long)trips->trips);
}

static inline void measure_print_rate(uint64_t messages, uint64_t nanos) {
    printf("rate=%.3f n=%llu\n", (double)messages * 1e3 / (double)nanos, (unsigned long long)messages);
}

// The argument that follows `--key`.
static inline const char *measure_text(char **arguments, const char *key, const char *otherwise) {
    for (; *arguments != NULL; arguments++)
        if (strncmp(*arguments, "--", 2) == 0 && strcmp(*arguments + 2, key) == 0 && arguments[1] != NULL)
            return arguments[1];
    return otherwise;
}

static inline unsigned measure_number(char **arguments, const char *key, unsigned otherwise) {
    const char *text = measure_text(arguments, key, NULL);
    return text == NULL ? otherwise : (unsigned)strtoul(text, NULL, 10);
}

// Converts an argument in seconds to nanoseconds.
static inline uint64_t measure_duration(char **arguments, const char *key, double otherwise) {
    const char *text = measure_text(arguments, key, NULL);
    return (uint64_t)((text == NULL ? otherwise : strtod(text, NULL)) * 1e9);
}

#endif
