/* What the programs of this folder share. */
#ifndef CHECK_H
#define CHECK_H

#define _POSIX_C_SOURCE 200809L
#include <pinecone_import.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1); \
        } \
    } while (0)

/* Also shows the error. */
#define CHECK_OK(call, error) \
    do { \
        if ((call) != PINECONE_IMPORT_OK) { \
            pinecone_import_str text_ = pinecone_import_error_message(error); \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, \
                    text_.data != NULL ? text_.data : "no error object"); \
            exit(1); \
        } \
    } while (0)

/* A string that is known, and says this. */
#define SAYS(str, text) says((str), (text), sizeof(text) - 1)

static inline bool says(pinecone_import_str str, const char *text, size_t len) {
    return str.data != NULL && str.len == len && memcmp(str.data, text, len) == 0 &&
           str.data[len] == '\0';
}

static inline bool contains(pinecone_import_str str, const char *text) {
    return str.data != NULL && strstr(str.data, text) != NULL;
}

static inline bool unknown(pinecone_import_str str) {
    return str.data == NULL && str.len == 0;
}

/* What the test tells by the environment. */
static inline const char *setting(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "%s is not set\n", name);
        exit(1);
    }
    return value;
}

/* Options that hardly wait between tries. */
static inline pinecone_import_options *fast(void) {
    pinecone_import_options *options = pinecone_import_options_new();
    CHECK(options != NULL);
    CHECK(pinecone_import_options_set_retry_delays_ms(options, 1, 1) == PINECONE_IMPORT_OK);
    return options;
}

/* Options of a wait that polls often. */
static inline pinecone_import_wait_options *polling(uint64_t deadline_ms) {
    pinecone_import_wait_options *options = pinecone_import_wait_options_new();
    CHECK(options != NULL);
    CHECK(pinecone_import_wait_options_set_interval_ms(options, 100, 100) == PINECONE_IMPORT_OK);
    CHECK(pinecone_import_wait_options_set_deadline_ms(options, deadline_ms) ==
          PINECONE_IMPORT_OK);
    return options;
}

/* A client of the plain emulator; frees the options. */
static inline pinecone_import_client *client_with(pinecone_import_options *options) {
    pinecone_import_client *client;
    pinecone_import_error *error;
    CHECK_OK(pinecone_import_client_new(setting("URL"), setting("KEY"), options, &client, &error),
             error);
    CHECK(error == NULL);
    pinecone_import_options_free(options);
    return client;
}

#endif
