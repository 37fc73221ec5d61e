// The four functions that a C compiler calls by itself.

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length) {
    char *target = to;
    const char *source = from;
    while (length-- > 0) *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t length) {
    char *target = to;
    const char *source = from;
    if (target <= source) {
        while (length-- > 0) *target++ = *source++;
    } else {
        while (length-- > 0) target[length] = source[length];
    }
    return to;
}

void *memset(void *to, int value, size_t length) {
    char *target = to;
    while (length-- > 0) *target++ = (char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t length) {
    const unsigned char *left = a;
    const unsigned char *right = b;
    for (; length > 0; length--, left++, right++) {
        if (*left != *right) return *left - *right;
    }
    return 0;
}
