// Two rings of fixed slots for comparison with the ring channel, as C programs usually write them, with one producer
// and one consumer:
//   indices  two indices in separate lines, each side remembers the other's; every message is published
//   lapped   a number in each slot shows whether it is full, so no tail is shared; the head is published every quarter
// `c_rings ROLE KIND --name /x --size 64|1024 [--slots 1024] [--pause 1] [--warm-up S] [--seconds S]` is one of two
// processes; the caller pins each of them. ROLE: ping (measures round trips) and echo, consume (measures one way) and
// produce.
#include "measure.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define INLINE static inline __attribute__((always_inline))
#define SLOT_HEADER 16
#define STRIDE(size) ((size) + SLOT_HEADER)
#define ASK_EVERY 1024

typedef struct {
    _Alignas(128) _Atomic uint64_t head;
    _Alignas(128) _Atomic uint64_t tail;
    _Alignas(128) unsigned char slots[];
} ring;

// One side of one ring: its own position, the last position of the other side that it saw, and the last that it
// published.
typedef struct {
    ring *shared;
    uint64_t mask, position, seen, published;
} side;

// These are constants in each expansion of the functions below.
typedef struct {
    bool lapped, pause;
    size_t size;
} shape;

typedef struct {
    side out, in;
    uint64_t warm_up, nanos;
} peer;

INLINE void pause_if(bool wanted) {
    if (wanted)
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("yield");
#else
        atomic_signal_fence(memory_order_seq_cst);
#endif
}

INLINE unsigned char *slot(const side *at, shape is) {
    size_t stride = is.lapped ? STRIDE(is.size) : is.size;
    return at->shared->slots + (at->position & at->mask) * stride;
}

INLINE void put(side *at, shape is, const uint64_t *message) {
    while (at->position - at->seen > at->mask) {
        at->seen = atomic_load_explicit(&at->shared->head, memory_order_acquire);
        if (at->position - at->seen > at->mask)
            pause_if(is.pause);
    }
    unsigned char *place = slot(at, is);
    at->position++;
    if (is.lapped) {
        memcpy(place + SLOT_HEADER, message, is.size);
        atomic_store_explicit((_Atomic uint64_t *)(void *)place, at->position, memory_order_release);
    } else {
        memcpy(place, message, is.size);
        atomic_store_explicit(&at->shared->tail, at->position, memory_order_release);
    }
}

INLINE bool is_there(side *at, shape is) {
    if (is.lapped)
        return atomic_load_explicit((_Atomic uint64_t *)(void *)slot(at, is), memory_order_acquire) == at->position + 1;
    if (at->position == at->seen)
        at->seen = atomic_load_explicit(&at->shared->tail, memory_order_acquire);
    return at->position != at->seen;
}

INLINE void take(side *at, shape is, uint64_t *message) {
    memcpy(message, slot(at, is) + (is.lapped ? SLOT_HEADER : 0), is.size);
    at->position++;
    if (!is.lapped || at->position - at->published > at->mask / 4) {
        at->published = at->position;
        atomic_store_explicit(&at->shared->head, at->position, memory_order_release);
    }
}

INLINE void get(side *at, shape is, uint64_t *message) {
    while (!is_there(at, is))
        pause_if(is.pause);
    take(at, is, message);
}

INLINE void trip(peer *self, shape is, uint64_t number, uint64_t *out, uint64_t *in) {
    out[0] = number;
    put(&self->out, is, out);
    get(&self->in, is, in);
    if (in[0] != number)
        abort();
}

INLINE void ping(peer *self, shape is) {
    static measure_trips trips;
    uint64_t out[128] = {0}, in[128], number = 1;
    trip(self, is, number, out, in);
    uint64_t before = measure_now(), warm = before + self->warm_up, end = warm + self->nanos;
    while (before < end) {
        trip(self, is, ++number, out, in);
        uint64_t now = measure_now();
        if (before >= warm)
            measure_trip(&trips, now - before);
        before = now;
    }
    trip(self, is, MEASURE_LAST, out, in);
    measure_print_trips(&trips);
}

INLINE void echo(peer *self, shape is) {
    uint64_t message[128];
    do {
        get(&self->in, is, message);
        put(&self->out, is, message);
    } while (message[0] != MEASURE_LAST);
}

// Ends when the consumer answers.
INLINE void produce(peer *self, shape is) {
    uint64_t message[128] = {0};
    while (message[0] % ASK_EVERY != 0 || message[0] == 0 || !is_there(&self->in, is)) {
        message[0]++;
        put(&self->out, is, message);
    }
    message[0] = MEASURE_LAST;
    put(&self->out, is, message);
}

INLINE void consume(peer *self, shape is) {
    uint64_t message[128] = {0}, last = 0, counted = 0, begin = 0;
    get(&self->in, is, message);
    last = message[0];
    uint64_t now = measure_now(), warm = now + self->warm_up, end = warm + self->nanos;
    while (now < end) {
        get(&self->in, is, message);
        if (message[0] != ++last)
            abort();
        if (last % ASK_EVERY == 0) {
            now = measure_now();
            if (begin == 0 && now >= warm) {
                begin = now;
                counted = last;
            }
        }
    }
    measure_print_rate(last - counted, now - begin);
    put(&self->out, is, message);
    while (message[0] != MEASURE_LAST)
        get(&self->in, is, message);
}

INLINE int act(const char *role, peer *self, shape is) {
    if (strcmp(role, "ping") == 0)
        ping(self, is);
    else if (strcmp(role, "echo") == 0)
        echo(self, is);
    else if (strcmp(role, "consume") == 0)
        consume(self, is);
    else if (strcmp(role, "produce") == 0)
        produce(self, is);
    else
        return 2;
    return 0;
}

INLINE int act_paused(const char *role, peer *self, bool pause, bool lapped, size_t size) {
    return pause ? act(role, self, (shape){lapped, true, size}) : act(role, self, (shape){lapped, false, size});
}

INLINE int act_sized(const char *role, peer *self, unsigned size, bool pause, bool lapped) {
    return size == 64 ? act_paused(role, self, pause, lapped, 64) : act_paused(role, self, pause, lapped, 1024);
}

// The process that comes first creates the object. Zeros are an empty ring.
static void *map(const char *name, size_t bytes) {
    int descriptor = shm_open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ftruncate(descriptor, (off_t)bytes) != 0)
        return NULL;
    void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    return mapped == MAP_FAILED ? NULL : mapped;
}

int main(int count, char **arguments) {
    const char *name = measure_text(arguments, "name", NULL);
    unsigned slots = measure_number(arguments, "slots", 1024), size = measure_number(arguments, "size", 64);
    if (count < 3 || name == NULL || slots == 0 || (slots & (slots - 1)) != 0 || (size != 64 && size != 1024))
        return 2;
    size_t bytes = sizeof(ring) + slots * STRIDE((size_t)size);
    bytes = (bytes + 4095) & ~(size_t)4095;
    unsigned char *shared = map(name, 2 * bytes);
    if (shared == NULL) {
        perror(name);
        return 1;
    }
    const char *role = arguments[1];
    bool first = strcmp(role, "ping") == 0 || strcmp(role, "consume") == 0;
    ring *mine = (ring *)(void *)(shared + (first ? 0 : bytes)), *others = (ring *)(void *)(shared + (first ? bytes : 0));
    peer self = {.out = {.shared = mine, .mask = slots - 1},
                 .in = {.shared = others, .mask = slots - 1},
                 .warm_up = measure_duration(arguments, "warm-up", 0.2),
                 .nanos = measure_duration(arguments, "seconds", 1)};
    bool pause = measure_number(arguments, "pause", 1) != 0;
    return strcmp(arguments[2], "lapped") == 0 ? act_sized(role, &self, size, pause, true)
                                                : act_sized(role, &self, size, pause, false);
}
