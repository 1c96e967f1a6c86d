/* The mechanisms as pairs of directions, by plain blocking calls: 0 leads to the echo, 1 back. */
#ifndef NATIVE_IPC_BENCH_WIRES_H
#define NATIVE_IPC_BENCH_WIRES_H

#include <stdint.h>

/* What is sent where there are messages: 64 bytes that begin with a number. */
union message {
    uint64_t number;
    char bytes[64];
};

struct wire {
    const char *name;
    /* Opens both directions; a child process inherits them, so nothing is left of their names. */
    void (*open)(void);
    void (*send)(int direction, const union message *message);
    void (*receive)(int direction, union message *message);
    /* Whether a message arrives; a semaphore carries none. */
    int carries;
};

/* Prints the mechanisms and ends the program if there is none of this name. */
const struct wire *find_wire(const char *name);

/* Ends the program, and removes what the system would keep. */
_Noreturn void fail(const char *what);

/* Ends the program if it hangs. The process that opened the wire calls it; its children inherit no alarm. */
void end_after(unsigned seconds);

/* Removes what the system would keep. */
void close_wire(void);

int64_t now_nanos(void);

#endif
