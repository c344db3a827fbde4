// Preloaded into redis-server by slow_disk_test.py: a disk that stalls, and that tells what it holds. One fsync in
// SMSGW_STALL_EVERY takes SMSGW_STALL_MS longer. SMSGW_SYNCED is a file that always has the size of the append-only file as of
// the last completed fsync: what a loss of power would leave of it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long setting(const char* name, long otherwise) {
    const char* text = getenv(name);
    return text == NULL ? otherwise : atol(text);
}

static void stall(void) {
    static long calls;
    if (++calls % setting("SMSGW_STALL_EVERY", 1) != 0) return;
    const long ms = setting("SMSGW_STALL_MS", 0);
    const struct timespec span = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&span, NULL);
}

static int is_append_only_file(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = '\0';
    return strstr(path, ".incr.aof") != NULL;
}

static void note(long long size) {
    static int file = -1;
    if (file < 0) file = open(getenv("SMSGW_SYNCED"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    char text[32];
    const int length = snprintf(text, sizeof text, "%020lld", size);
    if (pwrite(file, text, (size_t)length, 0) != length) abort();
}

static int sync_slowly(int fd, int (*real)(int)) {
    struct stat before;
    const int known = is_append_only_file(fd) && fstat(fd, &before) == 0;
    stall();
    const int result = real(fd);
    if (known && result == 0) note(before.st_size);
    return result;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fdatasync(int fd) {
    return sync_slowly(fd, REAL(fdatasync));
}

int fsync(int fd) {
    return sync_slowly(fd, REAL(fsync));
}
