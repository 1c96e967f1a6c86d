#include "ipc_shim.h"
#include "support.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* A group with many members needs more. The functions return ERANGE until the buffer is large enough. */
#define FIRST_SIZE 4096

#ifdef __GLIBC__
typedef __rlimit_resource_t rlimit_resource;
#else
typedef int rlimit_resource;
#endif

static int copy_name(const char *from, char *to, int64_t size) {
    size_t length = strlen(from) + 1;
    if (size < 0 || length > (size_t)size)
        return -ERANGE;
    memcpy(to, from, length);
    return 0;
}

/* Doubles *buffer, which may be NULL. */
static int grow(char **buffer, size_t *size) {
    size_t larger = *buffer == NULL ? FIRST_SIZE : *size * 2;
    char *moved = realloc(*buffer, larger);
    if (moved == NULL)
        return ENOMEM;
    *buffer = moved;
    *size = larger;
    return 0;
}

int64_t ipc_getgrnam(const char *name) {
    struct group group, *found = NULL;
    char *buffer = NULL;
    size_t size = 0;
    int error;
    do {
        error = grow(&buffer, &size);
        if (error == 0)
            error = getgrnam_r(name, &group, buffer, size, &found);
    } while (error == ERANGE);
    int64_t result = error != 0 ? -error : found == NULL ? -ENOENT : (int64_t)found->gr_gid;
    free(buffer);
    return result;
}

int ipc_getpwuid(int uid, char *name, int64_t length) {
    struct passwd user, *found = NULL;
    char *buffer = NULL;
    size_t size = 0;
    int error;
    do {
        error = grow(&buffer, &size);
        if (error == 0)
            error = getpwuid_r((uid_t)uid, &user, buffer, size, &found);
    } while (error == ERANGE);
    int result = error != 0 ? -error : found == NULL ? -ENOENT : copy_name(found->pw_name, name, length);
    free(buffer);
    return result;
}

int ipc_getgrgid(int gid, char *name, int64_t length) {
    struct group group, *found = NULL;
    char *buffer = NULL;
    size_t size = 0;
    int error;
    do {
        error = grow(&buffer, &size);
        if (error == 0)
            error = getgrgid_r((gid_t)gid, &group, buffer, size, &found);
    } while (error == ERANGE);
    int result = error != 0 ? -error : found == NULL ? -ENOENT : copy_name(found->gr_name, name, length);
    free(buffer);
    return result;
}

int64_t ipc_getrlimit(int resource) {
    struct rlimit limit;
    if (getrlimit((rlimit_resource)resource, &limit) == -1)
        return -errno;
    return limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}
