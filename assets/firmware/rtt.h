/* Text between this chip and a debugger, through memory that both can reach. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Lets a debugger find us. Before this it sees nothing. */
void rtt_open(void);

/* Never waits: where there is no room for the whole text, none of it is written. */
bool rtt_write(const char *text, uint32_t length);

/* The next byte from the debugger, or -1 where there is none. */
int rtt_read(void);
