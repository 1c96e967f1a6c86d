/*
 * pingpong MECHANISM WARM-UP TRIPS FILE measures round trips with a forked echo, with plain blocking calls. It writes
 * the nanoseconds of each trip to FILE, as 32-bit numbers in this machine's byte order.
 */
#include "wires.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THERE, BACK };

static void echo(const struct wire *wire, long trips) {
    union message message = {0};
    for (long i = 0; i < trips; i++) {
        wire->receive(THERE, &message);
        wire->send(BACK, &message);
    }
}

static void ping(const struct wire *wire, long warm_up, long trips, uint32_t *nanos) {
    union message message = {0};
    int64_t before = now_nanos();
    for (long i = 0; i < warm_up + trips; i++) {
        message.number = (uint64_t)i;
        wire->send(THERE, &message);
        message.number = 0;
        wire->receive(BACK, &message);
        int64_t now = now_nanos();
        if (wire->carries && message.number != (uint64_t)i) {
            errno = EBADMSG;
            fail("a message is not the one that was sent");
        }
        if (i >= warm_up) {
            nanos[i - warm_up] = (uint32_t)(now - before > UINT32_MAX ? UINT32_MAX : now - before);
        }
        before = now;
    }
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: pingpong MECHANISM WARM-UP TRIPS FILE\n");
        return 2;
    }
    const struct wire *wire = find_wire(argv[1]);
    long warm_up = atol(argv[2]);
    long trips = atol(argv[3]);
    uint32_t *nanos = calloc((size_t)trips, sizeof *nanos);
    if (nanos == NULL) {
        fail("calloc");
    }
    wire->open();
    end_after(60);
    pid_t child = fork();
    if (child < 0) {
        fail("fork");
    } else if (child == 0) {
        alarm(60);
        echo(wire, warm_up + trips);
        _exit(0);
    }
    ping(wire, warm_up, trips, nanos);
    waitpid(child, NULL, 0);
    close_wire();

    FILE *file = fopen(argv[4], "wb");
    if (file == NULL || fwrite(nanos, sizeof *nanos, (size_t)trips, file) != (size_t)trips || fclose(file) != 0) {
        fail(argv[4]);
    }
    return 0;
}
