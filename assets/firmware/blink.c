/*
 * 64 KiB that know whether they are right: blinks while its table is what it should be.
 *
 * The table fills flash pages 1 to 31 with random-looking numbers. The loop computes each number anew
 * and compares; where one differs it stops in `broken`, and the light stays as it is.
 */
#include <stdint.h>

/* STM32F103 Reference Manual RM0008: 7.3.7, 9.2.2 and 9.2.4. */
#define RCC_APB2ENR (*(volatile uint32_t *)0x40021018)
#define GPIOC_CRH (*(volatile uint32_t *)0x40011004)
#define GPIOC_ODR (*(volatile uint32_t *)0x4001100C)
enum { IOPCEN = 1 << 4, PIN_13 = 1 << 13, OUTPUT_2_MHZ = 2, CRH_13 = 4 * (13 - 8) };

/* Walks over the table between two changes of the light: at 8 MHz about a quarter of a second. */
enum { WALKS = 8 };

extern const uint32_t table[], table_end[]; /* table.s */

/* For a debugger to watch: the walks since reset, and the word that was wrong. */
volatile uint32_t count;
const uint32_t *volatile wrong;

static void broken(const uint32_t *word)
{
    wrong = word;
    for (;;) {
    }
}

static void check(void)
{
    uint32_t expected = 1;
    for (const uint32_t *word = table; word < table_end; word++) {
        if (*word != expected)
            broken(word);
        expected = expected * 1664525 + 1013904223;
    }
}

static void toggle(void)
{
    GPIOC_ODR ^= PIN_13;
}

int main(void)
{
    RCC_APB2ENR |= IOPCEN;
    GPIOC_CRH = (GPIOC_CRH & ~(0xFU << CRH_13)) | OUTPUT_2_MHZ << CRH_13;
    for (;;) {
        check();
        count++;
        if (count % WALKS == 0)
            toggle();
    }
}
