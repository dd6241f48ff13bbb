@ Flash pages 1 to 31, 62 KiB: each word follows from the one before, by the factor and the summand of
@ Numerical Recipes (Press et al., 2nd edition, 7.1). blink.c computes the same.

        .file   "table.s"  @ or the file's symbols would name a temporary one
        .section .table, "a"
        .global table, table_end
        .type   table, %object
        .balign 2048
table:
        .set    .Lword, 1
        .rept   31 * 2048 / 4
        .word   .Lword
        .set    .Lword, (.Lword * 1664525 + 1013904223) & 0xFFFFFFFF
        .endr
table_end:
        .size   table, . - table
