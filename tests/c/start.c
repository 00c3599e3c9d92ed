/* Starts one import, in few bytes; sizes.rs compares their number. Compiled with BARE, by libcurl
   alone; with HTTPS, by this library alone; otherwise by this library over libcurl. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>

#ifdef BARE

#include <curl/curl.h>

int main(int argc, char **argv) {
    CURL *easy = curl_easy_init();
    struct curl_slist *headers;
    char url[256], key[256], body[512];
    if (argc != 4) return 2;
    snprintf(url, sizeof url, "%s/bulk/imports", argv[1]);
    snprintf(key, sizeof key, "Api-Key: %s", argv[2]);
    snprintf(body, sizeof body, "{\"uri\":\"%s\"}", argv[3]);
    headers = curl_slist_append(NULL, key);
    headers = curl_slist_append(headers, "X-Pinecone-Api-Version: 2025-10");
    headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_CAINFO, getenv("CA_FILE"));
    return curl_easy_perform(easy) == CURLE_OK ? 0 : 1;
}

#else

#include <pinecone_import.h>

#ifdef HTTPS

static pinecone_import_client *client_of(const char *host, const char *key) {
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    pinecone_import_options_add_root_certificate_pem(options, getenv("CA_PEM"));
    pinecone_import_client_new(host, key, options, &client, NULL);
    return client;
}

#else

#include "clock.h"
#include "curl_transport.h"

static pinecone_import_client *client_of(const char *host, const char *key) {
    curl_transport *curl = curl_transport_new(getenv("CA_FILE"));
    pinecone_import_transport *transport = pinecone_import_transport_new(curl_transport_send, curl);
    pinecone_import_client *client;
    pinecone_import_transport_set_clock(transport, clock_now, clock_sleep, NULL);
    pinecone_import_client_new_with_transport(host, key, NULL, transport, &client, NULL);
    return client;
}

#endif

int main(int argc, char **argv) {
    pinecone_import_started *started;
    pinecone_import_error *error;
    if (argc != 4) return 2;
    if (pinecone_import_start(client_of(argv[1], argv[2]), argv[3], NULL, 0, &started, &error) == 0) {
        puts(pinecone_import_started_id(started).data);
        return 0;
    }
    fputs(pinecone_import_error_message(error).data, stderr);
    return 1;
}

#endif
