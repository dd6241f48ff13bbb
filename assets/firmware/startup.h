#pragma once

_Noreturn void HardFault_Handler(void);
