/*
 * one_call SAMPLES PAIRS MECHANISM... measures a send and the receive of the same message in one thread, so that
 * neither waits. Prints one line for each sample: the mechanism and the nanoseconds of a pair.
 */
#include "wires.h"

#include <stdio.h>
#include <stdlib.h>

static double sample(const struct wire *wire, long pairs) {
    union message message = {0};
    int64_t before = now_nanos();
    for (long i = 0; i < pairs; i++) {
        wire->send(0, &message);
        wire->receive(0, &message);
    }
    return (double)(now_nanos() - before) / (double)pairs;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: one_call SAMPLES PAIRS MECHANISM...\n");
        return 2;
    }
    int samples = atoi(argv[1]);
    long pairs = atol(argv[2]);
    end_after(120);
    printf("mechanism,nanos\n");
    for (int m = 3; m < argc; m++) {
        const struct wire *wire = find_wire(argv[m]);
        wire->open();
        sample(wire, pairs);
        for (int i = 0; i < samples; i++) {
            printf("%s,%.2f\n", wire->name, sample(wire, pairs));
        }
        close_wire();
    }
    return 0;
}
