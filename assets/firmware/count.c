/*
 * Counts, says so over RTT, and answers.
 *
 * Every 8000 passes of its loop it prints "tick 1", "tick 2", ... A line that it is sent comes
 * back as "you said <line>"; the lines "fast", "slow", "crash" and "reset" also do something.
 */
#include <stdbool.h>
#include <stdint.h>

#include "rtt.h"
#include "startup.h"

/* Passes of the loop between two ticks; a pass is about 20 instructions. */
enum { FAST = 500, SLOW = 8000 };

enum { LONGEST = 64 };

/* Application Interrupt and Reset Control Register (ARMv7-M Architecture Reference Manual, B3.2.6). */
#define AIRCR (*(volatile uint32_t *)0xE000ED0C)
enum { VECTKEY = 0x05FA << 16, SYSRESETREQ = 1 << 2 };

/* For a debugger to watch: the passes since reset. */
volatile uint32_t count;

static uint32_t period = SLOW;

static char *append(char *end, const char *text)
{
    while (*text)
        *end++ = *text++;
    return end;
}

/* One line, whole or not at all. */
static void say(const char *what, const char *word)
{
    char line[9 + LONGEST + 2];
    char *end = append(append(append(line, what), word), "\r\n");
    rtt_write(line, (uint32_t)(end - line));
}

static void tick(void)
{
    static uint32_t ticks;
    char digits[11];
    char *first = digits + sizeof digits - 1;

    *first = '\0';
    uint32_t rest = ++ticks;
    do
        *--first = (char)('0' + rest % 10);
    while (rest /= 10);
    say("tick ", first);
}

static void reset(void)
{
    __asm__ volatile("dsb" ::: "memory");
    AIRCR = VECTKEY | SYSRESETREQ;
    for (;;) { /* it takes a few cycles */
    }
}

static bool same(const char *one, const char *other)
{
    while (*one && *one == *other)
        one++, other++;
    return *one == *other;
}

static void obey(const char *line)
{
    say("you said ", line);
    if (same(line, "fast"))
        period = FAST;
    else if (same(line, "slow"))
        period = SLOW;
    else if (same(line, "crash"))
        HardFault_Handler(); /* a jump, so that a simulator without exceptions shows it as well */
    else if (same(line, "reset"))
        reset();
}

/* A line ends with CR, LF or both, or where it gets too long; what follows is then the next one. */
static void hear(char byte)
{
    static char line[LONGEST + 1];
    static uint32_t length;
    bool ended = byte == '\r' || byte == '\n';

    if (!ended)
        line[length++] = byte;
    if (length == LONGEST || (ended && length > 0)) {
        line[length] = '\0';
        length = 0;
        obey(line);
    }
}

int main(void)
{
    rtt_open();
    for (;;) {
        count++;
        if (count % period == 0)
            tick();
        int byte = rtt_read();
        if (byte >= 0)
            hear((char)byte);
    }
}
