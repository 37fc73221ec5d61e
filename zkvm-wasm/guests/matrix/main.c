/* The product of two square matrices of words, modulo 2^32.

   Input: the number of rows, at most 32, and the words of both, row by row; output: the words of the product; all
   little-endian. Exits with 1 if there are more rows or fewer words. */

#include <stdint.h>

#include "guest.h"

#define MOST_ROWS 32

static uint32_t left[MOST_ROWS * MOST_ROWS];
static uint32_t right[MOST_ROWS * MOST_ROWS];
static uint32_t product[MOST_ROWS * MOST_ROWS];

int main(void) {
    uint32_t rows;
    if (guest_read(&rows, sizeof rows) != sizeof rows || rows > MOST_ROWS) {
        guest_log("the number of rows is missing or too large\n");
        return 1;
    }
    size_t bytes = rows * rows * sizeof *left;
    if (guest_read(left, bytes) != bytes || guest_read(right, bytes) != bytes) {
        guest_log("the input ends too early\n");
        return 1;
    }
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t column = 0; column < rows; column++) {
            uint32_t sum = 0;
            for (uint32_t i = 0; i < rows; i++) sum += left[row * rows + i] * right[i * rows + column];
            product[row * rows + column] = sum;
        }
    }
    guest_write(product, bytes);
    return 0;
}
