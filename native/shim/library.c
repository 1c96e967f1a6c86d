#include "ipc_shim.h"
#include "numbers.h"

#include <errno.h>

int ipc_version(void) {
    return IPC_SHIM_VERSION;
}

/* Replaces strcmp, because the library for Windows is linked without the C library. */
static int equal(const char *a, const char *b) {
    while (*a != '\0' && *a == *b)
        a++, b++;
    return *a == *b;
}

int ipc_number(const char *name, int64_t *number) {
    for (int i = 0; i < ipc_entry_count; i++)
        if (equal(ipc_entries[i].name, name)) {
            *number = ipc_entries[i].number;
            return 0;
        }
    return -ENOENT;
}

int64_t ipc_address(const void *memory) {
    return (int64_t)(intptr_t)memory;
}

#ifdef _WIN32
/* The entry point of the library, which is linked without the C library. */
int __stdcall ipc_dll_main(void *library, unsigned long reason, void *reserved);

int __stdcall ipc_dll_main(void *library, unsigned long reason, void *reserved) {
    (void)library, (void)reason, (void)reserved;
    return 1;
}
#endif
