/* Written by native-ipc: the layout that Java has of "quote.h". Include it in one source file. */
#ifndef NATIVE_IPC_QUOTE_LAYOUT
#define NATIVE_IPC_QUOTE_LAYOUT 0xcb89cf26e5e516adULL
#include <stddef.h>
#include "quote.h"
#ifdef __cplusplus
#define NATIVE_IPC_ASSERT static_assert
#else
#define NATIVE_IPC_ASSERT _Static_assert
#endif
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wredundant-decls"
#endif
/* Two declarations of one name make the compiler print both numbers where they differ. */
#define NATIVE_IPC_EXPECT(name, expected, found, text) \
    NATIVE_IPC_ASSERT((found) == (expected), text); \
    extern char(*name)[(expected) > 0 ? (expected) : 1]; \
    extern char(*name)[(found) > 0 ? (found) : 1]
extern struct quote native_ipc_quote;
NATIVE_IPC_EXPECT(native_ipc_quote_0_size_of_the_whole_struct, 64, sizeof(struct quote),
        "struct quote: Java expects size 64 of the whole struct");
NATIVE_IPC_EXPECT(native_ipc_quote_1_offset_of_seq, 0, offsetof(struct quote, seq),
        "struct quote: Java expects offset 0 of seq");
NATIVE_IPC_EXPECT(native_ipc_quote_2_size_of_seq, 4, sizeof(native_ipc_quote.seq),
        "struct quote: Java expects size 4 of seq");
NATIVE_IPC_EXPECT(native_ipc_quote_3_offset_of_price, 8, offsetof(struct quote, price),
        "struct quote: Java expects offset 8 of price");
NATIVE_IPC_EXPECT(native_ipc_quote_4_size_of_price, 8, sizeof(native_ipc_quote.price),
        "struct quote: Java expects size 8 of price");
NATIVE_IPC_EXPECT(native_ipc_quote_5_offset_of_symbol, 16, offsetof(struct quote, symbol),
        "struct quote: Java expects offset 16 of symbol");
NATIVE_IPC_EXPECT(native_ipc_quote_6_size_of_symbol, 8, sizeof(native_ipc_quote.symbol),
        "struct quote: Java expects size 8 of symbol");
NATIVE_IPC_EXPECT(native_ipc_quote_7_offset_of_side, 24, offsetof(struct quote, side),
        "struct quote: Java expects offset 24 of side");
NATIVE_IPC_EXPECT(native_ipc_quote_8_size_of_side, 4, sizeof(native_ipc_quote.side),
        "struct quote: Java expects size 4 of side");
NATIVE_IPC_EXPECT(native_ipc_quote_9_offset_of_depth, 32, offsetof(struct quote, depth),
        "struct quote: Java expects offset 32 of depth");
NATIVE_IPC_EXPECT(native_ipc_quote_10_size_of_depth, 32, sizeof(native_ipc_quote.depth),
        "struct quote: Java expects size 32 of depth");
NATIVE_IPC_EXPECT(native_ipc_quote_11_offset_of_depth_0_size, 32, offsetof(struct quote, depth[0].size),
        "struct quote: Java expects offset 32 of depth[0].size");
NATIVE_IPC_EXPECT(native_ipc_quote_12_size_of_depth_0_size, 2, sizeof(native_ipc_quote.depth[0].size),
        "struct quote: Java expects size 2 of depth[0].size");
NATIVE_IPC_EXPECT(native_ipc_quote_13_offset_of_depth_0_ask, 40, offsetof(struct quote, depth[0].ask),
        "struct quote: Java expects offset 40 of depth[0].ask");
NATIVE_IPC_EXPECT(native_ipc_quote_14_size_of_depth_0_ask, 8, sizeof(native_ipc_quote.depth[0].ask),
        "struct quote: Java expects size 8 of depth[0].ask");
#undef NATIVE_IPC_EXPECT
#undef NATIVE_IPC_ASSERT
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif
#endif
