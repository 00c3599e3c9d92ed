/* The lives over libcurl, against the emulator. The test that runs this answers a line on stdout
   with one on stdin: what the emulator shall do, and what it knows. Pauses pass SPEED times as fast,
   requests as they do. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include "curl_transport.h"
#include "lives.h"
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

const unsigned server_lives = 12;

static curl_transport *curl;
static uint64_t skipped;
static char answer[512];

size_t machine_heap(void) {
    return 0; /* a checker counts it */
}

void machine_say(const char *line) {
    fprintf(stderr, "%s\n", line);
}

void machine_say_number(const char *what, size_t number) {
    fprintf(stderr, "%s %lu\n", what, (unsigned long)number);
}

void machine_exit(int code) {
    curl_transport_free(curl);
    curl_global_cleanup();
    exit(code);
}

/* What the test answers. */
static const char *ask(const char *what, unsigned times, const char *fault) {
    printf("%s %u %s\n", what, times, fault);
    if (fflush(stdout) != 0 || fgets(answer, sizeof answer, stdin) == NULL) exit(1);
    answer[strcspn(answer, "\n")] = '\0';
    return answer;
}

static unsigned long setting(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) exit(1);
    return strtoul(value, NULL, 10);
}

const char *server_host(const struct fault *unsent) {
    char *ca_file;
    if (curl == NULL) curl_global_init(CURL_GLOBAL_DEFAULT);
    ask("host", 0, unsent == NULL ? "" : unsent->name);
    ca_file = strchr(answer, ' ');
    *ca_file++ = '\0';
    curl_transport_free(curl);
    if ((curl = curl_transport_new(ca_file)) == NULL) exit(1);
    return answer;
}

const char *server_key(void) {
    return getenv("KEY");
}

void server_reset(void) {}

void server_meets(const struct fault *fault, unsigned times) {
    ask("meet", times, fault == NULL ? "nothing" : fault->name);
}

void server_forgets(void) {
    ask("forget", 0, "");
}

size_t server_imports(void) {
    return strtoul(ask("imports", 0, ""), NULL, 10);
}

size_t server_requests(void) {
    return strtoul(ask("requests", 0, ""), NULL, 10);
}

size_t server_runs(const char *uri) {
    (void)uri;
    return 0;
}

uint64_t server_now(void *unused) {
    struct timespec time;
    (void)unused;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000 + skipped;
}

void server_sleep(uint64_t ms, void *unused) {
    uint64_t real = ms / setting("SPEED");
    struct timespec time = {(time_t)(real / 1000), (long)(real % 1000) * 1000000};
    (void)unused;
    while (nanosleep(&time, &time) != 0) continue;
    skipped += ms - real;
}

static const pinecone_import_stop *alarm_stop;

static void on_alarm(int signal) {
    (void)signal;
    pinecone_import_stop_request(alarm_stop);
}

void server_stops(const pinecone_import_stop *stop) {
    struct itimerval after = {{0, 0}, {0, 0}};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    alarm_stop = stop;
    after.it_value.tv_usec = 999999;
    if (sigaction(SIGALRM, &action, NULL) != 0 || setitimer(ITIMER_REAL, &after, NULL) != 0) exit(1);
}

int32_t server_send(const pinecone_import_request *request, pinecone_import_response *response,
                    void *unused) {
    (void)unused;
    return curl_transport_send(request, response, curl);
}

uint64_t server_hurry(void) {
    return setting("HURRY");
}

static bool is_one_of(const char *name, const char *const *names) {
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

bool server_dawdles(const struct fault *fault) {
    static const char *const slow[] = {"connect timeout", "dripping handshake", "no answer",
                                       "dripping head",   "dripping body",      NULL};
    return is_one_of(fault->name, slow);
}

const char *server_expects(const struct fault *fault, int operation) {
    static const char *const lost[] = {"1?", "3", "3?"};
    /* To libcurl, a 101 is no answer. */
    if (strcmp(fault->name, "switching") == 0) return lost[operation];
    /* There is not the time to wait for all of them, or for any. */
    if (server_dawdles(fault) && (operation == 1 || server_hurry() == 0)) return NULL;
    return fault->expected[operation];
}
