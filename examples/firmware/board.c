/* The board mps2-an386 as QEMU emulates it (Cortex-M4), or a Linux process. Linked with
   -Wl,--wrap=malloc,--wrap=free, which counts the heap. */
#include "board.h"
#include <malloc.h>
#include <stdlib.h>

static size_t used, peak;

void *__real_malloc(size_t size);
void __real_free(void *block);

void *__wrap_malloc(size_t size) {
    void *block = __real_malloc(size);
    if (block != NULL) used += malloc_usable_size(block);
    if (used > peak) peak = used;
    return block;
}

void __wrap_free(void *block) {
    if (block != NULL) used -= malloc_usable_size(block);
    __real_free(block);
}

size_t board_heap_used(void) {
    return used;
}

size_t board_heap_peak(void) {
    return peak;
}

void board_say_number(const char *what, size_t number) {
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    board_say(what);
    board_say(&digits[at]);
}

#if defined __ARM_ARCH_PROFILE && __ARM_ARCH_PROFILE == 'M'

#include <stdint.h>

/* Semihosting: QEMU does what register 0 asks for. */
static int host(int what, const void *argument) {
    register int r0 __asm__("r0") = what;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void board_say(const char *line) {
    host(4, line);
    host(4, "\n");
}

void board_exit(int code) {
    for (;;) host(0x18, (const void *)(uintptr_t)(code == 0 ? 0x20026 : 0x20023));
}

void abort(void) {
    board_say("aborted");
    board_exit(1);
    for (;;) continue;
}

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern char heap_start[], heap_end[];
int main(int argc, char **argv);

/* malloc's memory. */
void *_sbrk(ptrdiff_t more) {
    static char *at = heap_start;
    char *before = at;
    if (more > heap_end - at) return (void *)-1;
    at += more;
    return before;
}

static void reset(void) {
    uint32_t *from = data_load, *to = data_start;
    while (to < data_end) *to++ = *from++;
    for (to = bss_start; to < bss_end; to++) *to = 0;
    *(volatile uint32_t *)0xe000ed88 |= 0xf << 20; /* turns the FPU on */
    __asm__ volatile("dsb\nisb");
    main(0, NULL); /* a program may take no arguments, too */
    board_exit(1);
}

static void fault(void) {
    board_say("a fault of the processor");
    board_exit(1);
}

__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
    (void (*)(void))(uintptr_t)stack_top, reset, fault, fault, fault, fault,
};

#else

#include <stdio.h>

void board_say(const char *line) {
    puts(line);
}

void board_exit(int code) {
    exit(code);
}

#endif
