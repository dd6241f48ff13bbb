#define ISR(vector) void __attribute__((used)) vector(void)
#define DEFINE_QUEUE(name, size) static char name##_data[size]; static int name##_head, name##_tail
#define container(p) ((struct dev *) (p))
struct dev { volatile status; const volatile *data; int (*read)(struct dev *, const); };
DEFINE_QUEUE(rx, 64);
DEFINE_QUEUE(tx, 64);
ISR(USART1_IRQHandler)
{
	static overruns;
	register byte = 0;
	rx_data[rx_head++ & 63] = byte;
	overruns += rx_head == rx_tail;
}
static probe(dev, flags)
	register struct dev *dev;
	const flags;
{
	while (!(dev->status & flags)) continue;
	return *dev->data;
}
__attribute__((constructor)) static init(void)
{
	struct dev d = { .read = 0 };
	return probe(container(&d), 1);
}
