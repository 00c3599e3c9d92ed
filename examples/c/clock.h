/* The clock of POSIX, for the library without std, which has none:

       pinecone_import_transport_set_clock(transport, clock_now, clock_sleep, NULL); */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t clock_now(void *unused) {
    struct timespec time;
    (void)unused;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static inline void clock_sleep(uint64_t ms, void *unused) {
    struct timespec left = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
    (void)unused;
    while (nanosleep(&left, &left) != 0) continue; /* a signal ends no pause */
}

#endif
