// Counts the calls that put a file on the disk: one byte in the file DROKPA_SYNCS for each. Preloaded
// into Chromium by `browser.test.mjs`, because a process that is killed does not tell whether what it
// wrote was synced: only a power cut does.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void count(void) {
    const char *path = getenv("DROKPA_SYNCS");
    int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (file < 0) return;
    if (write(file, ".", 1) != 1) abort();
    close(file);
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int result = real(file);
    if (result == 0) count();
    return result;
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int result = real(file);
    if (result == 0) count();
    return result;
}
