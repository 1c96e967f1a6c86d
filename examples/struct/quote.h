#ifndef QUOTE_H
#define QUOTE_H

#include <stdint.h>

#define LEVELS 2

enum side { BUY, SELL };

struct quote {
    int32_t seq; /* odd: the price is new; even: the reader has answered */
    double price;
    char symbol[8];
    enum side side;
    struct {
        int16_t size;
        int64_t ask;
    } depth[LEVELS];
};

#endif
