/*
 * Prints the numbers as a properties file, and the text of each error code. Numbers that the platform lacks are
 * omitted.
 */
#include "numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b) {
    return strcmp((*(const struct ipc_entry *const *)a)->name, (*(const struct ipc_entry *const *)b)->name);
}

int main(void) {
    const struct ipc_entry **sorted = malloc((size_t)ipc_entry_count * sizeof *sorted);
    if (sorted == NULL)
        return EXIT_FAILURE;
    for (int i = 0; i < ipc_entry_count; i++)
        sorted[i] = &ipc_entries[i];
    qsort(sorted, (size_t)ipc_entry_count, sizeof *sorted, by_name);
    puts("# Made by: cmake --build native/target/build --target update_constants");
    for (int i = 0; i < ipc_entry_count; i++) {
        const struct ipc_entry *e = sorted[i];
        printf("%s=%lld\n", e->name, (long long)e->number);
        if (e->is_errno)
            printf("%s.text=%s\n", e->name, strerror((int)e->number));
    }
    free(sorted);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
