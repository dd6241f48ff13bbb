/*
 * A flash algorithm for the STM32F103RC in the layout of CMSIS packs.
 *
 * A debugger copies PrgCode into RAM, anywhere, and calls these functions there; what they return
 * is 0, or what went wrong. The layout: Open-CMSIS-Pack specification, "Flash Programming". The
 * flash controller: PM0075. It stands on the internal oscillator, which runs after a reset.
 */
#include <stdint.h>

struct controller {
    volatile uint32_t acr, keyr, optkeyr, sr, cr, ar;
};
#define FPEC ((struct controller *)0x40022000)

#define KEY1 0x45670123
#define KEY2 0xCDEF89AB
enum { BSY = 1 << 0, PGERR = 1 << 2, WRPRTERR = 1 << 4, EOP = 1 << 5 };
enum { PG = 1 << 0, PER = 1 << 1, MER = 1 << 2, STRT = 1 << 6, LOCK = 1 << 7 };

/* Until the controller is ready again; the errors that it tells then are cleared. */
static int finish(void)
{
    while (FPEC->sr & BSY) {
    }
    int wrong = FPEC->sr & (PGERR | WRPRTERR);
    FPEC->sr = PGERR | WRPRTERR | EOP;
    return wrong;
}

static int erase(uint32_t what, uint32_t address)
{
    FPEC->cr = what;
    FPEC->ar = address;
    FPEC->cr = what | STRT;
    int wrong = finish();
    FPEC->cr = 0;
    return wrong;
}

int Init(uint32_t address, uint32_t clock, uint32_t operation)
{
    (void)address, (void)clock, (void)operation;
    if (FPEC->cr & LOCK) {
        FPEC->keyr = KEY1;
        FPEC->keyr = KEY2;
    }
    finish(); /* what went wrong before is nobody's business now */
    return FPEC->cr & LOCK;
}

int UnInit(uint32_t operation)
{
    (void)operation;
    FPEC->cr = LOCK;
    return 0;
}

int EraseChip(void)
{
    return erase(MER, 0);
}

int EraseSector(uint32_t address)
{
    return erase(PER, address);
}

int ProgramPage(uint32_t address, uint32_t size, const uint16_t *data)
{
    volatile uint16_t *cell = (volatile uint16_t *)address;
    int wrong = 0;

    FPEC->cr = PG;
    for (uint32_t words = (size + 1) / 2; words > 0 && !wrong; words--) {
        *cell++ = *data++;
        wrong = finish();
    }
    FPEC->cr = 0;
    return wrong;
}

/* What the debugger has to know, as it stands in the file. */
struct device {
    uint16_t version;
    char name[128];
    uint16_t type;
    uint32_t start, size, page, reserved;
    uint8_t erased;
    uint32_t program_ms, erase_ms;
    struct {
        uint32_t size, offset;
    } sectors[4];
};
_Static_assert(sizeof(struct device) == 160 + 4 * 8, "no gaps but the three bytes behind `erased`");

enum { VERSION = 0x0101, ON_CHIP = 1, KIB = 1024 };
#define END {0xFFFFFFFF, 0xFFFFFFFF}

__attribute__((section("DevDscr"), used)) const struct device FlashDevice = {
    .version = VERSION,
    .name = "STM32F103RC 256 KiB",
    .type = ON_CHIP,
    .start = 0x08000000,
    .size = 256 * KIB,
    .page = 1 * KIB, /* unlike a sector: half of one, so that nobody takes one for the other */
    .erased = 0xFF,
    .program_ms = 200,
    .erase_ms = 500,
    .sectors = {{2 * KIB, 0}, END, END, END}, /* all alike from the first; room for tests */
};
