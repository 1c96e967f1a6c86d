/* The numbers, sizes and offsets from this platform's headers that the Java side needs, under their C names. */
#ifndef IPC_NUMBERS_H
#define IPC_NUMBERS_H

#include <stdint.h>

struct ipc_entry {
    const char *name;
    int64_t number;
    int is_errno;
};

extern const struct ipc_entry ipc_entries[];
extern const int ipc_entry_count;

#endif
