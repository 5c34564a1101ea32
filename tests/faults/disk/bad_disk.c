/* A disk that fails, put before the C library with LD_PRELOAD: SQLite, and everything else that a process writes
   below one folder, goes through it. Steered by the process itself, through ctypes: see `shim.py`. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { KILL = -1 };

static char under[PATH_MAX];
static atomic_long calls, fail_at;
static int failure, for_good;

/* From now on count the writing calls below `folder`. The `at`-th fails with `error`, and with `sticky` all after
   it; with KILL the process dies before it. 0 counts only. */
void bad_disk_arm(const char *folder, long at, int error, int sticky) {
    strncpy(under, folder, sizeof under - 1);
    failure = error;
    for_good = sticky;
    atomic_store(&calls, 0);
    atomic_store(&fail_at, at);
}

/* Ends it; gives the number of calls that were counted. */
long bad_disk_disarm(void) {
    under[0] = 0;
    return atomic_load(&calls);
}

static int fails(const char *path) {
    if (!under[0] || strncmp(path, under, strlen(under)) != 0) return 0;
    long number = atomic_fetch_add(&calls, 1) + 1, at = atomic_load(&fail_at);
    if (!at || !(number == at || (for_good && number > at))) return 0;
    if (failure == KILL) kill(getpid(), SIGKILL);
    errno = failure;
    return 1;
}

static int file_fails(int file) {
    if (!under[0]) return 0;
    char link[40], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(path);
}

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name); real; })

/* A write that fails has written its first half: what a disk does that fills up in the middle. */
ssize_t write(int file, const void *data, size_t size) {
    if (file_fails(file)) {
        int error = errno;
        REAL(write)(file, data, size / 2);
        errno = error;
        return -1;
    }
    return REAL(write)(file, data, size);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    if (file_fails(file)) {
        int error = errno;
        REAL(pwrite64)(file, data, size / 2, at);
        errno = error;
        return -1;
    }
    return REAL(pwrite64)(file, data, size, at);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }

int fsync(int file) { return file_fails(file) ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return file_fails(file) ? -1 : REAL(fdatasync)(file); }
int ftruncate64(int file, off64_t size) { return file_fails(file) ? -1 : REAL(ftruncate64)(file, size); }
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }
int rename(const char *from, const char *to) { return fails(from) ? -1 : REAL(rename)(from, to); }
int unlink(const char *path) { return fails(path) ? -1 : REAL(unlink)(path); }
