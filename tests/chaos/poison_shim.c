// Preloaded into a gateway: ends the process as soon as it reads SMSGW_POISON from any socket, as a bug that one message
// triggers would (poison_test.py), or with SMSGW_POISON_HANGS=1 has that thread never come back (watchdog_test.py). The text
// may be split over two reads of one descriptor.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { fds = 4096, tail_max = 64 };
static char tails[fds][tail_max];
static size_t tail_sizes[fds];

static void act(void) {
    while (getenv("SMSGW_POISON_HANGS") != NULL) pause();
    abort();
}

static void look(int fd, const char* data, size_t size) {
    const char* poison = getenv("SMSGW_POISON");
    if (poison == NULL || fd < 0 || fd >= fds) return;
    const size_t length = strlen(poison);
    if (memmem(data, size, poison, length) != NULL) act();
    char seam[2 * tail_max];
    const size_t before = tail_sizes[fd];
    const size_t after = size < tail_max ? size : tail_max;
    memcpy(seam, tails[fd], before);
    memcpy(seam + before, data, after);
    if (memmem(seam, before + after, poison, length) != NULL) act();
    tail_sizes[fd] = after;
    memcpy(tails[fd], data + size - after, after);
}

static void look_at_all(int fd, const struct iovec* parts, size_t count, ssize_t got) {
    for (size_t i = 0; i < count && got > 0; ++i) {
        const size_t size = (size_t)got < parts[i].iov_len ? (size_t)got : parts[i].iov_len;
        look(fd, parts[i].iov_base, size);
        got -= (ssize_t)size;
    }
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t recv(int fd, void* data, size_t size, int flags) {
    const ssize_t got = REAL(recv)(fd, data, size, flags);
    if (got > 0 && !(flags & MSG_PEEK)) look(fd, data, (size_t)got);
    return got;
}

ssize_t recvmsg(int fd, struct msghdr* message, int flags) {
    const ssize_t got = REAL(recvmsg)(fd, message, flags);
    if (got > 0 && !(flags & MSG_PEEK)) look_at_all(fd, message->msg_iov, message->msg_iovlen, got);
    return got;
}

ssize_t read(int fd, void* data, size_t size) {
    const ssize_t got = REAL(read)(fd, data, size);
    if (got > 0) look(fd, data, (size_t)got);
    return got;
}

ssize_t readv(int fd, const struct iovec* parts, int count) {
    const ssize_t got = REAL(readv)(fd, parts, count);
    look_at_all(fd, parts, (size_t)count, got);
    return got;
}

// What an optimised build calls instead, where the size of the buffer is known (_FORTIFY_SOURCE).
ssize_t __recv_chk(int fd, void* data, size_t size, size_t room, int flags) {
    if (size > room) abort();
    return recv(fd, data, size, flags);
}

ssize_t __read_chk(int fd, void* data, size_t size, size_t room) {
    if (size > room) abort();
    return read(fd, data, size);
}
