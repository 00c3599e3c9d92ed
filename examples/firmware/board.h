/* What a machine gives the program: a heap that is counted, a line of output and an end. */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>

size_t board_heap_used(void);
size_t board_heap_peak(void);
void board_say(const char *line);
void board_say_number(const char *what, size_t number);
void board_exit(int code);

#endif
