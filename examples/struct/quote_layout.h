/* Written by native-ipc: the layout that Java has of "quote.h". Include it in one source file. */
#ifndef NATIVE_IPC_QUOTE_LAYOUT
#define NATIVE_IPC_QUOTE_LAYOUT 0xf754c337dfaadcc9ULL
#include <stddef.h>
#ifdef __cplusplus
#include <type_traits>
#endif
#include "quote.h"
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wredundant-decls"
#endif
#ifdef __cplusplus
#define NATIVE_IPC_ASSERT static_assert
#define NATIVE_IPC_KIND(expected, field) native_ipc_kind<decltype(field)>::value
#define NATIVE_IPC_CONSTANT(field, name) native_ipc_kind<decltype(field)>::bare::name
#ifndef NATIVE_IPC_KIND_DEFINED
#define NATIVE_IPC_KIND_DEFINED
template <typename T, bool = std::is_enum<T>::value> struct native_ipc_integer { typedef T type; };
template <typename T> struct native_ipc_integer<T, true> : std::underlying_type<T> {};
template <typename F> struct native_ipc_kind {
    typedef typename std::remove_cv<typename std::remove_reference<F>::type>::type bare;
    static constexpr int value = std::is_same<bare, char>::value ? 3
        : std::is_same<bare, bool>::value ? 4
        : std::is_same<bare, long double>::value ? 6
        : std::is_floating_point<bare>::value ? 5
        : std::is_pointer<bare>::value ? 7
        : std::is_array<bare>::value ? 8
        : !std::is_integral<bare>::value && !std::is_enum<bare>::value ? 9
        : std::is_signed<typename native_ipc_integer<bare>::type>::value ? 1 : 2;
};
#endif
#else
#define NATIVE_IPC_ASSERT _Static_assert
#define NATIVE_IPC_CONSTANT(field, name) name
#ifdef __GNUC__
#define NATIVE_IPC_OTHER(expected, field) \
    (!__builtin_types_compatible_p(__typeof__(field), __typeof__(1 ? (field) : (field))) ? 8 \
        : (expected) == 9 ? 9 : 7)
#else
#define NATIVE_IPC_OTHER(expected, field) ((expected) > 7 ? (expected) : 7)
#endif
#define NATIVE_IPC_KIND(expected, field) _Generic((field), \
    signed char: 1, short: 1, int: 1, long: 1, long long: 1, unsigned char: 2, unsigned short: 2, \
    unsigned: 2, unsigned long: 2, unsigned long long: 2, char: 3, _Bool: 4, float: 5, double: 5, \
    long double: 6, default: NATIVE_IPC_OTHER(expected, field))
#endif
/* Two declarations of one name make the compiler print both numbers where they differ. */
#define NATIVE_IPC_EXPECT(name, expected, found, text) \
    NATIVE_IPC_ASSERT((found) == (expected), text); \
    extern char(*name)[(expected) > 0 ? (expected) : 1]; \
    extern char(*name)[(found) > 0 ? (found) : 1]
/* One assertion for each kind makes the compiler print what it found. */
#define NATIVE_IPC_NOT(number, expected, field, text) \
    NATIVE_IPC_ASSERT((expected) == (number) || NATIVE_IPC_KIND(expected, field) != (number), text)
#define NATIVE_IPC_EXPECT_KIND(expected, field, text) \
    NATIVE_IPC_NOT(1, expected, field, text ", found a signed integer"); \
    NATIVE_IPC_NOT(2, expected, field, text ", found an unsigned integer"); \
    NATIVE_IPC_NOT(3, expected, field, text ", found char"); \
    NATIVE_IPC_NOT(4, expected, field, text ", found bool"); \
    NATIVE_IPC_NOT(5, expected, field, text ", found a floating-point number"); \
    NATIVE_IPC_NOT(6, expected, field, text ", found long double"); \
    NATIVE_IPC_NOT(7, expected, field, text ", found a pointer"); \
    NATIVE_IPC_NOT(8, expected, field, text ", found an array"); \
    NATIVE_IPC_NOT(9, expected, field, text ", found a struct, union or class")
extern struct quote native_ipc_quote;
NATIVE_IPC_EXPECT(native_ipc_quote_0_size_of_the_whole_struct, 64, sizeof(struct quote),
        "struct quote: Java expects size 64 of the whole struct");
NATIVE_IPC_EXPECT(native_ipc_quote_1_offset_of_seq, 0, offsetof(struct quote, seq),
        "struct quote: Java expects offset 0 of seq");
NATIVE_IPC_EXPECT_KIND(1, native_ipc_quote.seq,
        "struct quote: Java expects a signed integer in seq");
NATIVE_IPC_EXPECT(native_ipc_quote_2_size_of_seq, 4, sizeof(native_ipc_quote.seq),
        "struct quote: Java expects size 4 of seq");
NATIVE_IPC_EXPECT(native_ipc_quote_3_offset_of_price, 8, offsetof(struct quote, price),
        "struct quote: Java expects offset 8 of price");
NATIVE_IPC_EXPECT_KIND(5, native_ipc_quote.price,
        "struct quote: Java expects a floating-point number in price");
NATIVE_IPC_EXPECT(native_ipc_quote_4_size_of_price, 8, sizeof(native_ipc_quote.price),
        "struct quote: Java expects size 8 of price");
NATIVE_IPC_EXPECT(native_ipc_quote_5_offset_of_symbol, 16, offsetof(struct quote, symbol),
        "struct quote: Java expects offset 16 of symbol");
NATIVE_IPC_EXPECT_KIND(8, native_ipc_quote.symbol,
        "struct quote: Java expects an array in symbol");
NATIVE_IPC_EXPECT(native_ipc_quote_6_size_of_symbol, 8, sizeof(native_ipc_quote.symbol),
        "struct quote: Java expects size 8 of symbol");
NATIVE_IPC_EXPECT_KIND(3, native_ipc_quote.symbol[0],
        "struct quote: Java expects char in symbol[0]");
NATIVE_IPC_EXPECT(native_ipc_quote_7_size_of_symbol_0_, 1, sizeof(native_ipc_quote.symbol[0]),
        "struct quote: Java expects size 1 of symbol[0]");
NATIVE_IPC_EXPECT(native_ipc_quote_8_offset_of_side, 24, offsetof(struct quote, side),
        "struct quote: Java expects offset 24 of side");
NATIVE_IPC_EXPECT_KIND(2, native_ipc_quote.side,
        "struct quote: Java expects an unsigned integer in side");
NATIVE_IPC_EXPECT(native_ipc_quote_9_size_of_side, 4, sizeof(native_ipc_quote.side),
        "struct quote: Java expects size 4 of side");
NATIVE_IPC_ASSERT((long long)NATIVE_IPC_CONSTANT(native_ipc_quote.side, BUY) == 0LL,
        "struct quote: Java expects BUY = 0 in side");
NATIVE_IPC_ASSERT((long long)NATIVE_IPC_CONSTANT(native_ipc_quote.side, SELL) == 1LL,
        "struct quote: Java expects SELL = 1 in side");
NATIVE_IPC_EXPECT(native_ipc_quote_10_offset_of_depth, 32, offsetof(struct quote, depth),
        "struct quote: Java expects offset 32 of depth");
NATIVE_IPC_EXPECT_KIND(8, native_ipc_quote.depth,
        "struct quote: Java expects an array in depth");
NATIVE_IPC_EXPECT(native_ipc_quote_11_size_of_depth, 32, sizeof(native_ipc_quote.depth),
        "struct quote: Java expects size 32 of depth");
NATIVE_IPC_EXPECT_KIND(9, native_ipc_quote.depth[0],
        "struct quote: Java expects a struct in depth[0]");
NATIVE_IPC_EXPECT(native_ipc_quote_12_size_of_depth_0_, 16, sizeof(native_ipc_quote.depth[0]),
        "struct quote: Java expects size 16 of depth[0]");
NATIVE_IPC_EXPECT(native_ipc_quote_13_offset_of_depth_0_size, 32, offsetof(struct quote, depth[0].size),
        "struct quote: Java expects offset 32 of depth[0].size");
NATIVE_IPC_EXPECT_KIND(1, native_ipc_quote.depth[0].size,
        "struct quote: Java expects a signed integer in depth[0].size");
NATIVE_IPC_EXPECT(native_ipc_quote_14_size_of_depth_0_size, 2, sizeof(native_ipc_quote.depth[0].size),
        "struct quote: Java expects size 2 of depth[0].size");
NATIVE_IPC_EXPECT(native_ipc_quote_15_offset_of_depth_0_ask, 40, offsetof(struct quote, depth[0].ask),
        "struct quote: Java expects offset 40 of depth[0].ask");
NATIVE_IPC_EXPECT_KIND(1, native_ipc_quote.depth[0].ask,
        "struct quote: Java expects a signed integer in depth[0].ask");
NATIVE_IPC_EXPECT(native_ipc_quote_16_size_of_depth_0_ask, 8, sizeof(native_ipc_quote.depth[0].ask),
        "struct quote: Java expects size 8 of depth[0].ask");
#undef NATIVE_IPC_EXPECT_KIND
#undef NATIVE_IPC_NOT
#undef NATIVE_IPC_EXPECT
#undef NATIVE_IPC_KIND
#undef NATIVE_IPC_OTHER
#undef NATIVE_IPC_CONSTANT
#undef NATIVE_IPC_ASSERT
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif
#endif
