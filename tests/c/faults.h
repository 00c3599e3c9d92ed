/* The rows of tests/https/faults/table.rs; a test compares them. */
#ifndef FAULTS_H
#define FAULTS_H

#include "lives.h"

#define KIND(name) PINECONE_IMPORT_TRANSPORT_##name

static const struct fault FAULTS[] = {
    {"no such host", {"3", "3", "3"}, UNSENT, KIND(RESOLVE), ""},
    {"refused connection", {"3", "3", "3"}, UNSENT, KIND(CONNECT), ""},
    {"connect timeout", {"3", "3", "3"}, UNSENT, KIND(TIMEOUT), ""},
    {"dripping handshake", {"3", "3", "3"}, UNSENT, KIND(TIMEOUT), ""},
    {"no TLS", {"3", "3", "3"}, UNSENT, KIND(TLS), ""},
    {"end of a handshake", {"3", "3", "3"}, UNSENT, KIND(TLS), ""},
    {"untrusted", {"1", "1", "1"}, UNSENT, KIND(CERTIFICATE), ""},
    {"expired", {"1", "1", "1"}, UNSENT, KIND(CERTIFICATE), ""},
    {"wrong name", {"1", "1", "1"}, UNSENT, KIND(CERTIFICATE), ""},
    {"lost before", {"1?", "3", "3?"}, LOST, KIND(IO), ""},
    {"lost after", {"1?", "3", "3?"}, DONE, KIND(IO), ""},
    {"lost rudely", {"1?", "3", "3?"}, DONE, KIND(TLS), ""},
    {"no answer", {"1?", "3", "3?"}, SILENT, KIND(TIMEOUT), ""},
    {"head cut", {"1?", "3", "3?"}, DONE, KIND(IO), ""},
    {"body short", {"1?", "3", "3?"}, LOST, KIND(IO), ""},
    {"interim 199 alone", {"1?", "3", "3?"}, LOST, KIND(IO), ""},
    {"not HTTP", {"1?", "3", "3?"}, LOST, KIND(PROTOCOL), ""},
    {"dripping head", {"1?", "3", "3?"}, SILENT, KIND(TIMEOUT), ""},
    {"dripping body", {"1?", "3", "3?"}, LOST, KIND(TIMEOUT), ""},
    {"2xx truncated", {"1?", "3", "3?"}, ANSWER, 200, "{\"id\":\"1"},
    {"2xx not JSON", {"1?", "3", "3?"}, ANSWER, 200, "<html>"},
    {"2xx a list", {"1?", "3", "3?"}, ANSWER, 200, "[]"},
    {"2xx encoded", {"1?", "3", "3?"}, ENCODED, 200, "{\"id\":\"101\"}"},
    {"2xx no id", {"1?", "3", "ok"}, ANSWER, 200, "{\"data\":[{}]}"},
    {"2xx empty", {"1?", "3", "ok"}, ANSWER, 200, ""},
    {"202 empty", {"1?", "3", "ok"}, ANSWER, 202, ""},
    {"204", {"1?", "3", "ok"}, ANSWER, 204, ""},
    {"redirect 300", {"1?", "1", "1?"}, ANSWER, 300, ""},
    {"redirect 301", {"1?", "1", "1?"}, ANSWER, 301, ""},
    {"redirect 302", {"1?", "1", "1?"}, ANSWER, 302, ""},
    {"redirect 303", {"1?", "1", "1?"}, ANSWER, 303, ""},
    {"not modified", {"1?", "1", "1?"}, ANSWER, 304, ""},
    {"redirect 307", {"1", "1", "1"}, ANSWER, 307, ""},
    {"redirect 308", {"1", "1", "1"}, ANSWER, 308, ""},
    {"bad request", {"1", "1", "1"}, ANSWER, 400, ""},
    {"unauthorized", {"1", "1", "1"}, ANSWER, 401, "Unauthorized"},
    {"forbidden", {"1", "1", "1"}, ANSWER, 403, "Wrong API key"},
    {"not found", {"1", "1", "1"}, ANSWER, 404, ""},
    {"conflict", {"1", "1", "1"}, ANSWER, 409, ""},
    {"failed condition", {"1", "1", "1"}, ANSWER, 412, ""},
    {"unprocessable", {"1", "1", "1"}, ANSWER, 422, ""},
    {"too many requests", {"3", "3", "3"}, ANSWER, 429, ""},
    {"request timeout", {"1?", "3", "3?"}, ANSWER, 408, ""},
    {"server error", {"1?", "3", "3?"}, ANSWER, 500, ""},
    {"bad gateway", {"1?", "3", "3?"}, ANSWER, 502, "<html>"},
    {"gateway timeout", {"1?", "3", "3?"}, ANSWER, 504, ""},
    {"unavailable", {"1?", "3", "3?"}, ANSWER, 503, ""},
    {"switching", {"1?", "1", "1?"}, ANSWER, 101, ""},
    {"status 501", {"1?", "1", "1?"}, ANSWER, 501, ""},
    {"status 600", {"1?", "1", "1?"}, ANSWER, 600, ""},
    {"status 999", {"1?", "1", "1?"}, ANSWER, 999, ""},
    {"body over the cap", {"1?", "1", "1?"}, ANSWER, 200, NULL},
    {"header bomb", {"1?", "1", "1?"}, HEADERS, 200, ""},
};

enum { FAULTS_LEN = sizeof FAULTS / sizeof *FAULTS };

#endif
