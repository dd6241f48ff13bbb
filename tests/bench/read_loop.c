/* The reference: read(2) of /dev/zero in a loop, measured by the CPU time of its thread.
   Usage: read_loop BLOCK MILLISECONDS; prints bytes and nanoseconds. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static long cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000L + now.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    long block = atol(argv[1]), wanted = atol(argv[2]) * 1000000L, bytes = 0, spent;
    long turns = (8L << 20) / block + 1; /* looking at the clock must not cost what it measures */
    int device = open("/dev/zero", O_RDONLY);
    char *buffer = mmap(0, block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (device < 0 || buffer == MAP_FAILED)
        return 1;
    memset(buffer, 1, block);
    long start = cpu_ns();
    do {
        for (long turn = 0; turn < turns; turn++) {
            long got = read(device, buffer, block);
            if (got != block)
                return 1;
            bytes += got;
        }
        spent = cpu_ns() - start;
    } while (spent < wanted);
    printf("%ld %ld\n", bytes, spent);
    return 0;
}
