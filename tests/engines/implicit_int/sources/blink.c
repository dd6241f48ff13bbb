#include <stdint.h>
#define BIT(n) (1u << (n))
#define REG32(a) (*(volatile uint32_t *)(a))
#define LED_PORT REG32(0x40010c0c)
#define __interrupt __attribute__((used))
#define __ramfunc __attribute__((section(".data")))

static volatile ticks;
static const period = 500;
const uint8_t table[] = { 0x3f, 0x06, 0x5b, 0x4f };

__interrupt SysTick_Handler(void)
{
	ticks++;
}

__ramfunc static delay(const ms)
{
	register start = ticks;
	while (ticks - start < ms)
		;
}

int main(void)
{
	for (;;) {
		LED_PORT ^= BIT(13);
		delay(period);
	}
}
