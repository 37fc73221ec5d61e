/* What a C program needs to run on the zkVM, and under qemu-riscv32 alike: public input and output, log and exit.
   `int main(void)` is the start; what it returns is the exit code. */
#ifndef GUEST_H
#define GUEST_H

#include <stddef.h>

static inline long guest_call(long number, long a, long b, long c) {
    register long a0 __asm__("a0") = a;
    register long a1 __asm__("a1") = b;
    register long a2 __asm__("a2") = c;
    register long a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

/* Ends the run with this exit code, which is proven. */
static inline _Noreturn void guest_exit(int code) {
    guest_call(93, code, 0, 0);
    __builtin_unreachable();
}

/* Moves the next bytes of the public input to the buffer and gives how many: as many as fit or are left. */
static inline size_t guest_read(void *buffer, size_t length) {
    size_t filled = 0;
    /* On the zkVM one call reads all. On Linux a pipe may give less. */
    while (filled < length) {
        long count = guest_call(63, 0, (long)buffer + (long)filled, (long)(length - filled));
        if (count < 0) guest_exit(101);
        if (count == 0) break;
        filled += (size_t)count;
    }
    return filled;
}

static inline void guest_write_to(int descriptor, const void *bytes, size_t length) {
    size_t written = 0;
    while (written < length) {
        long count = guest_call(64, descriptor, (long)bytes + (long)written, (long)(length - written));
        if (count <= 0) guest_exit(101);
        written += (size_t)count;
    }
}

/* Appends bytes to the public output. */
static inline void guest_write(const void *bytes, size_t length) {
    guest_write_to(1, bytes, length);
}

/* Appends text to the log, which is for people and is not proven. */
static inline void guest_log(const char *text) {
    size_t length = 0;
    while (text[length] != 0) length++;
    guest_write_to(2, text, length);
}

#endif
