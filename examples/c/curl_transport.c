/* HTTP by the easy interface of libcurl, 7.42 or later. */
#include "curl_transport.h"
#include <curl/curl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct curl_transport {
    CURL *easy;
    char *ca_file;
};

/* One request, and how far it got. */
struct exchange {
    CURL *easy;
    const pinecone_import_request *request;
    pinecone_import_response *response;
    size_t body_read; /* bytes of the body that libcurl took */
    bool body_begun;  /* it asked for the body, so the headers are on their way */
    bool has_head;    /* the final answer's headers are complete */
};

curl_transport *curl_transport_new(const char *ca_file) {
    curl_transport *curl = calloc(1, sizeof *curl);
    if (curl == NULL) return NULL;
    curl->easy = curl_easy_init();
    if (ca_file != NULL && (curl->ca_file = malloc(strlen(ca_file) + 1)) != NULL)
        strcpy(curl->ca_file, ca_file);
    if (curl->easy != NULL && (ca_file == NULL || curl->ca_file != NULL)) return curl;
    curl_transport_free(curl);
    return NULL;
}

void curl_transport_free(curl_transport *curl) {
    if (curl == NULL) return;
    curl_easy_cleanup(curl->easy);
    free(curl->ca_file);
    free(curl);
}

static size_t read_body(char *to, size_t size, size_t count, void *user_data) {
    struct exchange *exchange = user_data;
    pinecone_import_bytes body = pinecone_import_request_body(exchange->request);
    size_t len = body.len - exchange->body_read;
    exchange->body_begun = true;
    if (len > size * count) len = size * count;
    if (len > 0) memcpy(to, body.data + exchange->body_read, len);
    exchange->body_read += len;
    return len;
}

static size_t take_header(char *line, size_t size, size_t count, void *user_data) {
    struct exchange *exchange = user_data;
    size_t len = size * count;
    const char *colon = memchr(line, ':', len);
    long status = 0;
    if (exchange->has_head) return len; /* a trailer */
    if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        /* Another answer came before this one, such as 100 Continue. */
        pinecone_import_response_clear(exchange->response);
    } else if (line[0] == '\r' || line[0] == '\n') {
        curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
        exchange->has_head = status >= 200;
        pinecone_import_response_set_status(exchange->response, (int32_t)status);
    } else if (colon != NULL &&
               !pinecone_import_response_add_header(exchange->response, line, (size_t)(colon - line),
                                                    colon + 1, len - (size_t)(colon + 1 - line))) {
        return 0;
    }
    return len;
}

static size_t take_body(char *data, size_t size, size_t count, void *user_data) {
    struct exchange *exchange = user_data;
    return pinecone_import_response_add_body(exchange->response, data, size * count) ? size * count
                                                                                     : 0;
}

/* libcurl asks at least once a second. */
static int is_stopped(void *user_data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    return pinecone_import_request_is_stopped(((struct exchange *)user_data)->request);
}

/* The headers of the request, and none that libcurl would add; NULL if out of memory. */
static struct curl_slist *headers_of(const pinecone_import_request *request) {
    struct curl_slist *list = curl_slist_append(NULL, "Expect:"), *longer = list;
    size_t i, len = pinecone_import_request_headers_len(request);
    for (i = 0; i < len && longer != NULL; i++) {
        pinecone_import_str name = pinecone_import_request_header_name(request, i);
        pinecone_import_str value = pinecone_import_request_header_value(request, i);
        char *line = malloc(name.len + value.len + 3);
        longer = NULL;
        if (line != NULL) {
            strcat(strcat(strcpy(line, name.data), ": "), value.data);
            longer = curl_slist_append(list, line);
            free(line);
        }
        if (longer != NULL) list = longer;
    }
    if (longer == NULL) {
        curl_slist_free_all(list);
        return NULL;
    }
    return list;
}

static int32_t kind_of(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return PINECONE_IMPORT_TRANSPORT_RESOLVE;
    case CURLE_COULDNT_CONNECT: return PINECONE_IMPORT_TRANSPORT_CONNECT;
    case CURLE_SSL_CONNECT_ERROR: return PINECONE_IMPORT_TRANSPORT_TLS;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION: return PINECONE_IMPORT_TRANSPORT_CERTIFICATE;
    case CURLE_OPERATION_TIMEDOUT: return PINECONE_IMPORT_TRANSPORT_TIMEOUT;
    case CURLE_ABORTED_BY_CALLBACK: return PINECONE_IMPORT_TRANSPORT_STOPPED;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return PINECONE_IMPORT_TRANSPORT_PROTOCOL;
    case CURLE_WRITE_ERROR: return PINECONE_IMPORT_TRANSPORT_TOO_LARGE;
    default: return PINECONE_IMPORT_TRANSPORT_IO;
    }
}

/* Whether the server certainly did not receive the whole request. */
static bool was_not_sent(const struct exchange *exchange) {
    long sent = 0;
    if (pinecone_import_request_body(exchange->request).data != NULL) return !exchange->body_begun;
    return curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK && sent == 0;
}

/* Sets everything; libcurl keeps its connection. */
static CURLcode perform(const curl_transport *curl, struct exchange *exchange,
                        struct curl_slist *headers, char *why) {
    CURL *easy = curl->easy;
    pinecone_import_str method = pinecone_import_request_method(exchange->request);
    pinecone_import_bytes body = pinecone_import_request_body(exchange->request);
    uint64_t ms = pinecone_import_request_timeout_ms(exchange->request);
    CURLcode code = CURLE_OK;
    curl_easy_reset(easy);
#define SET(option, value) \
    do { \
        if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_##option, (value)); \
    } while (0)
    SET(ERRORBUFFER, why);
    SET(URL, pinecone_import_request_url(exchange->request).data);
    SET(PATH_AS_IS, 1L);
    if (body.data != NULL) {
        SET(POST, 1L);
        SET(POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
        SET(READFUNCTION, read_body);
        SET(READDATA, exchange);
    }
    SET(CUSTOMREQUEST, method.data);
    SET(HTTPHEADER, headers);
    /* libcurl sends a request again if a connection that it reuses turns out to be closed, and over
       HTTP/2 if it is refused: only a GET may. */
    SET(FRESH_CONNECT, strcmp(method.data, "GET") == 0 ? 0L : 1L);
    SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(FOLLOWLOCATION, 0L);
    SET(PROXY, ""); /* remove this to use the proxy of the environment */
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(PROTOCOLS_STR, "http,https");
#else
    SET(PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    if (curl->ca_file != NULL) SET(CAINFO, curl->ca_file);
    /* 0 would be no timeout. */
    SET(TIMEOUT_MS, ms == 0 ? 1L : ms > LONG_MAX ? LONG_MAX : (long)ms);
    SET(NOSIGNAL, 1L);
    SET(HEADERFUNCTION, take_header);
    SET(HEADERDATA, exchange);
    SET(WRITEFUNCTION, take_body);
    SET(WRITEDATA, exchange);
    SET(NOPROGRESS, 0L);
    SET(XFERINFOFUNCTION, is_stopped);
    SET(XFERINFODATA, exchange);
#undef SET
    return code == CURLE_OK ? curl_easy_perform(easy) : code;
}

int32_t curl_transport_send(const pinecone_import_request *request,
                            pinecone_import_response *response, void *user_data) {
    const curl_transport *curl = user_data;
    struct exchange exchange = {curl->easy, request, response, 0, false, false};
    struct curl_slist *headers = headers_of(request);
    char why[CURL_ERROR_SIZE] = "";
    long status = 0;
    CURLcode code = headers == NULL ? CURLE_OUT_OF_MEMORY : perform(curl, &exchange, headers, why);
    curl_easy_getinfo(curl->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(curl->easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(curl->easy, CURLOPT_ERRORBUFFER, NULL);
    curl_slist_free_all(headers);
    if (code == CURLE_OK) return PINECONE_IMPORT_TRANSPORT_NONE;
    /* A refusal stays one, even if the rest of it is lost. */
    if (exchange.has_head && (status < 200 || status > 299) && code != CURLE_ABORTED_BY_CALLBACK &&
        pinecone_import_response_set_incomplete(response))
        return PINECONE_IMPORT_TRANSPORT_NONE;
    if (was_not_sent(&exchange)) pinecone_import_response_set_not_sent(response);
    pinecone_import_response_set_detail(response, why[0] != '\0' ? why : curl_easy_strerror(code));
    return kind_of(code);
}
