/* Each mechanism as a pair of directions with plain blocking calls: 0 leads to the echo, 1 back. */
#ifndef NATIVE_IPC_BENCH_WIRES_H
#define NATIVE_IPC_BENCH_WIRES_H

#include <stdint.h>

/* The message of the mechanisms that carry messages: 64 bytes that begin with a number. */
union message {
    uint64_t number;
    char bytes[64];
};

struct wire {
    const char *name;
    /* Opens both directions and removes their names; a child process inherits the open objects. */
    void (*open)(void);
    void (*send)(int direction, const union message *message);
    void (*receive)(int direction, union message *message);
    /* Whether a message arrives; a semaphore carries none. */
    int carries;
};

/* Ends the program with a list of the mechanisms if none has this name. */
const struct wire *find_wire(const char *name);

/* Ends the program, and removes objects that would otherwise remain in the system. */
_Noreturn void fail(const char *what);

/* Ends the program if it hangs. The process that opened the wire calls it; child processes inherit no alarm. */
void end_after(unsigned seconds);

/* Removes objects that would otherwise remain in the system. */
void close_wire(void);

int64_t now_nanos(void);

#endif
