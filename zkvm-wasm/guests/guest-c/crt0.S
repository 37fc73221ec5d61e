# Start of a C program. The machine starts with a stack and with everything else zero, so there is nothing to set up.
    .section .text._start, "ax", @progbits
    .globl _start
_start:
    call main
    li a7, 93
    ecall
