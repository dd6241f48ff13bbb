"""A board that is not there: an STM32F103RC behind a CMSIS-DAP probe, down to the instructions.

Sources: RM0008 (registers, memory map), PM0075 (flash programming, option bytes), ARMv7-M ARM
(debug registers), ADIv5 (DP and AP), the CMSIS-DAP protocol. Not modelled: interrupts and other
exceptions, SWO, caches, a flash that answers WAIT for longer than the probe asks again.
"""
