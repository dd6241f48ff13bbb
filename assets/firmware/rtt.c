/*
 * Real Time Transfer, as SEGGER describes it in UM08001, "How RTT works".
 *
 * A control block in RAM says where a ring of bytes for each direction is. The debugger searches RAM
 * for the block's ID, then reads and writes the rings over SWD while the core runs on. Each ring has
 * one writer and one reader, and each of its offsets has one owner: who writes bytes moves `write`, who
 * reads them moves `read`. Hence no lock; but what is in the ring must be in memory before the offset
 * that offers it. That is what "release" and "acquire" say below; the compiler makes them DMB
 * instructions.
 *
 * The ring is empty when both offsets are equal, so one byte of it is always left unused.
 */
#include "rtt.h"

#include <stdatomic.h>

enum { UP = 1024, DOWN = 64 };

_Static_assert((UP & (UP - 1)) == 0 && (DOWN & (DOWN - 1)) == 0, "offsets wrap by a mask");

/* What to do when the ring is full: a hint for the debugger. 0 is "skip", what rtt_write does. */
enum { SKIP = 0 };

struct channel {
    const char *name;
    char *ring;
    uint32_t size;
    _Atomic uint32_t write;
    _Atomic uint32_t read;
    uint32_t flags;
};

struct control_block {
    char id[16];
    uint32_t ups;
    uint32_t downs;
    struct channel up;
    struct channel down;
};

_Static_assert(sizeof(struct control_block) == 24 + 2 * 24, "debuggers know it by these offsets");

/* The start-up code clears both, so that a block from before a reset is not found again. Aligned, for
   debuggers that search in steps and do not look across them. */
static _Alignas(32) struct control_block rtt;
static char up_ring[UP], down_ring[DOWN];

void rtt_open(void)
{
    static const char name[] = "Terminal";
    /* Stored backwards: the ID itself must not be in flash, where a search would find it too. */
    static const char backwards[] = "TTR REGGES";

    rtt.ups = 1;
    rtt.downs = 1;
    rtt.up = (struct channel){name, up_ring, UP, 0, 0, SKIP};
    rtt.down = (struct channel){name, down_ring, DOWN, 0, 0, SKIP};

    /* All else is in memory before the ID, and the ID's first letter comes last. */
    atomic_thread_fence(memory_order_release);
    volatile char *id = rtt.id;
    for (uint32_t i = 0; i < sizeof backwards - 1; i++)
        id[sizeof backwards - 2 - i] = backwards[i];
}

bool rtt_write(const char *text, uint32_t length)
{
    uint32_t at = atomic_load_explicit(&rtt.up.write, memory_order_relaxed);
    uint32_t read = atomic_load_explicit(&rtt.up.read, memory_order_acquire);
    uint32_t room = (read - at - 1) & (UP - 1);

    if (length > room)
        return false;
    for (uint32_t i = 0; i < length; i++) {
        up_ring[at] = text[i];
        at = (at + 1) & (UP - 1);
    }
    atomic_store_explicit(&rtt.up.write, at, memory_order_release);
    return true;
}

int rtt_read(void)
{
    uint32_t at = atomic_load_explicit(&rtt.down.read, memory_order_relaxed);
    uint32_t write = atomic_load_explicit(&rtt.down.write, memory_order_acquire);

    if (at == write)
        return -1;
    char byte = down_ring[at];
    atomic_store_explicit(&rtt.down.read, (at + 1) & (DOWN - 1), memory_order_release);
    return (unsigned char)byte;
}
