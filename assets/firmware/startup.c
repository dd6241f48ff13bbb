/*
 * From reset to main: what the core reads first, and what C expects of its variables.
 *
 * At reset a Cortex-M3 loads its stack pointer from the first word of flash and jumps to the address
 * in the second (ARMv7-M Architecture Reference Manual, B1.5.3 and B1.5.5). Nothing else is set up:
 * no clock is changed, no interrupt enabled.
 */
#include <stdint.h>

#include "startup.h"

int main(void);

/* Addresses, made by stm32f103rc.ld. */
extern uint32_t stack_top[], data_start[], data_end[], data_in_flash[], bss_start[], bss_end[];

void Reset_Handler(void)
{
    const uint32_t *from = data_in_flash;
    for (uint32_t *to = data_start; to < data_end; to++)
        *to = *from++;
    for (uint32_t *to = bss_start; to < bss_end; to++)
        *to = 0;
    main();
}

/* One loop for each exception, so that the address where the core stands tells which it was. */
#define STAND_STILL(name) void name(void) { for (;;) { } }

STAND_STILL(NMI_Handler)
STAND_STILL(HardFault_Handler)
STAND_STILL(MemManage_Handler)
STAND_STILL(BusFault_Handler)
STAND_STILL(UsageFault_Handler)
STAND_STILL(SVC_Handler)
STAND_STILL(DebugMon_Handler)
STAND_STILL(PendSV_Handler)
STAND_STILL(SysTick_Handler)

/* In the order of the exception numbers; 0 stands for a reserved one. The device's own interrupts
   would follow as numbers 16 to 75, and stay off. */
struct vectors {
    uint32_t *stack;
    void (*handlers[15])(void);
};

__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    stack_top,
    {
        Reset_Handler, NMI_Handler, HardFault_Handler, MemManage_Handler, BusFault_Handler,
        UsageFault_Handler, 0, 0, 0, 0, SVC_Handler, DebugMon_Handler, 0, PendSV_Handler,
        SysTick_Handler,
    },
};
