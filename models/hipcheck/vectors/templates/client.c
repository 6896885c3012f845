/*
 * A client to begin with: it answers the requests of `hipway vectors check`.
 *
 * One request stands on each line of standard input, and one answer goes to each line of standard output. To answer
 * another operation, write a function and name it in `operations`. It needs nothing but a C99 compiler:
 *
 *     cc -std=c99 -Wall -Wextra -Werror -o client client.c
 *     hipway vectors check ./client
 *
 * No JSON library is needed: the runner writes no space between the parts of a request, and `id`, `operation` and
 * `input` in this order; ids, operations and hexadecimal digits contain nothing that is escaped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes the answer's second field, and returns 1; returns 0 if it can't be asked that. */
typedef int operation(const char *input);

/* Returns where the text of a field begins, behind its quote, and how long it is; NULL if there is no such field. */
static const char *field(const char *json, const char *name, size_t *length)
{
    char wanted[64];
    const char *start, *end;

    snprintf(wanted, sizeof wanted, "\"%s\":\"", name);
    start = strstr(json, wanted);
    if (start == NULL)
        return NULL;
    start += strlen(wanted);
    end = strchr(start, '"');
    if (end == NULL)
        return NULL;
    *length = (size_t)(end - start);
    return start;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Returns the bytes of a field of hexadecimal digits, to be freed; NULL if there is no such field. */
static unsigned char *bytes(const char *json, const char *name, size_t *size)
{
    size_t length, i;
    const char *text = field(json, name, &length);
    unsigned char *found;

    if (text == NULL || length % 2 != 0)
        return NULL;
    *size = length / 2;
    found = malloc(*size + 1);
    if (found == NULL)
        return NULL;
    for (i = 0; i < *size; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

        if (high < 0 || low < 0) {
            free(found);
            return NULL;
        }
        found[i] = (unsigned char)(high << 4 | low);
    }
    return found;
}

/* Says what a UDP datagram on port 10500 holds. */
static int classify(const char *input)
{
    static const unsigned char marker[4] = {0, 0, 0, 0}, cookie[4] = {0x21, 0x12, 0xa4, 0x42};
    size_t size;
    unsigned char *data = bytes(input, "datagram", &size);
    const char *holds = "NOTHING";

    if (data == NULL)
        return 0;
    if (size >= 4 && memcmp(data, marker, 4) == 0)
        holds = "HIP";
    else if (size == 1 && data[0] == 0xff)
        holds = "KEEPALIVE";
    else if (size >= 20 && data[0] < 0x40 && memcmp(data + 4, cookie, 4) == 0 &&
             (size_t)(data[2] << 8 | data[3]) == size - 20)
        holds = "STUN";
    else if (size >= 8)
        holds = "ESP";
    free(data);
    printf("\"result\":{\"holds\":\"%s\"}", holds);
    return 1;
}

/* Adds 16-bit words, and the carries back in (RFC 1071). */
static unsigned long sum(unsigned long total, const unsigned char *data, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        total += i % 2 == 0 ? (unsigned long)data[i] << 8 : data[i];
    while (total >> 16)
        total = (total & 0xffff) + (total >> 16);
    return total;
}

/* Returns the checksum of a packet right over IP, its own Checksum field left out (RFC 7401 5.1.1). */
static int checksum(const char *input)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    size_t size = 0, source_size = 0, destination_size = 0, skipped;
    unsigned char *packet = bytes(input, "bytes", &size);
    unsigned char *source = bytes(input, "source", &source_size);
    unsigned char *destination = bytes(input, "destination", &destination_size);
    int known = packet && source && destination && size >= 6 && source_size == 16 && destination_size == 16;

    if (known) {
        unsigned long total;

        skipped = memcmp(source, mapped, 12) == 0 ? 12 : 0;
        total = sum(0, source + skipped, 16 - skipped);
        total = sum(total, destination + skipped, 16 - skipped);
        total = sum(total + 139 + (unsigned long)size, packet, 4);
        total = sum(total, packet + 6, size - 6);
        printf("\"result\":{\"checksum\":\"%04lx\"}", ~total & 0xffff);
    }
    free(packet);
    free(source);
    free(destination);
    return known;
}

static const struct {
    const char *name;
    operation *answer;
} operations[] = {{"classify", classify}, {"checksum", checksum}};

static void answer(const char *request)
{
    size_t id_length = 0, length = 0, i;
    const char *id = field(request, "id", &id_length), *name = field(request, "operation", &length);
    const char *input = strstr(request, "\"input\":");

    if (id == NULL || name == NULL || input == NULL) {
        fprintf(stderr, "this is no request: %s", request);
        exit(EXIT_FAILURE);
    }
    printf("{\"id\":\"%.*s\",", (int)id_length, id);
    for (i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        int known = strlen(operations[i].name) == length && strncmp(operations[i].name, name, length) == 0;

        if (known && operations[i].answer(input)) {
            printf("}\n");
            return;
        }
    }
    printf("\"unsupported\":\"%.*s\"}\n", (int)length, name);
}

int main(void)
{
    static char line[1 << 20]; /* longer than any request */

    while (fgets(line, sizeof line, stdin) != NULL) {
        answer(line);
        fflush(stdout);
    }
    return EXIT_SUCCESS;
}
