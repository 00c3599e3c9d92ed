/* HTTP by libcurl, for a client of pinecone_import.h; see curl_transport.c.

       curl_global_init(CURL_GLOBAL_DEFAULT);
       curl_transport *curl = curl_transport_new(NULL);
       pinecone_import_transport *transport = pinecone_import_transport_new(curl_transport_send, curl);
       pinecone_import_client_new_with_transport(host, key, NULL, transport, &client, &error);

   The library without std also needs a clock, such as clock.h.

   It keeps one connection, so one thread at a time may use it, and so the clients made with it: give
   each thread, and each process after a fork(), its own. Ignore SIGPIPE if your libcurl or its TLS
   library can raise it. */
#ifndef CURL_TRANSPORT_H
#define CURL_TRANSPORT_H

#include <pinecone_import.h>

typedef struct curl_transport curl_transport;

/* Trusts the certificates in `ca_file` (PEM); NULL means those of the system. Copied. NULL only if
   out of memory. */
curl_transport *curl_transport_new(const char *ca_file);

/* Frees it, after all clients made with it. */
void curl_transport_free(curl_transport *curl);

/* A pinecone_import_send_callback, whose `user_data` is a curl_transport. */
int32_t curl_transport_send(const pinecone_import_request *request,
                            pinecone_import_response *response, void *user_data);

#endif
