/* Structs whose layout is easily computed wrongly. StructCompilersTest compares each with the C compiler. */
#ifndef TRICKY_H
#define TRICKY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROWS 3
#define MASK 0x10u
enum color { RED, GREEN = 4, BLUE, COLORS };
enum negative { MINUS = -1, PLUS = 1 };
enum large { SMALL, HUGE_VALUE = 0x80000000u };
enum wide { WIDE = 0x100000000 };
enum __attribute__((packed)) tiny { T0, T1 = 200 };
enum flags { BIT0 = 1 << 0, BIT31 = 1 << 31 };
typedef unsigned char byte;
typedef byte quad[4];
typedef struct node node;
typedef int (*compare)(const void *, const void *);
typedef int aligned_int __attribute__((aligned(16)));
typedef long long loose __attribute__((aligned(2)));

struct t1 { char a; };
struct t2 { char a; int b; char c; };
struct t3 { double a; char b; };
struct t4 { char a; long double b; char c; };
struct t5 { char a[3]; short b; char c[5]; int64_t d; };
struct t6 { struct t2 a; char b; struct t2 c[2]; };
struct t7 { char a; union { char b; double c; }; char d; };
struct t8 { char a; struct { char b; union { short c; char d[3]; }; }; int e; };
struct t9 { int a[2][ROWS][COLORS]; char b; };
struct t10 { char a[sizeof(struct t2) * 2 + 1]; short b; };
struct t11 { char a; quad b[2]; int c; };
struct t12 { node *next; compare order; void (*handlers[4])(int, char *); int (*(*factory)(void))(int); };
struct node { node *left, *right; int key, *counts[2], (*rows)[5]; };
struct t13 { char a; enum color b; enum negative c; enum large d; };
struct t14 { char a; enum wide b; char c; enum tiny d; enum tiny e[3]; };
struct t15 { char a; bool b; _Bool c; short d; };
struct t16 { wchar_t a; char b; size_t c; ptrdiff_t d; };
struct t17 { const volatile unsigned long int a; long unsigned b; short int signed c; long long int unsigned d; };
struct t18 { char a; int b; } __attribute__((packed));
struct __attribute__((packed)) t19 { char a; struct t2 b; double c; };
struct t20 { char a; int b __attribute__((packed)); short c; };
struct t21 { char a; int b __attribute__((aligned(16))); char c; };
struct t22 { char a; int b; } __attribute__((packed, aligned(4)));
struct t23 { char a; _Alignas(32) char b; char c; };
struct t24 { char a; _Alignas(double) char b; };
struct t25 { char a; aligned_int b; char c; };
struct t26 { char a; loose b; char c; };
struct __attribute__((packed)) t27 { char a; aligned_int b; char c; };
struct __attribute__((packed)) t28 { char a; int b __attribute__((aligned(8))); char c; };
#pragma pack(push, 1)
struct t29 { char a; double b; short c; };
struct t30 { char a; struct t29 b; struct t2 c; int64_t d; };
#pragma pack(push, 2)
struct t31 { char a; double b; char c; int d; };
#pragma pack(pop)
struct t32 { char a; int b; };
#pragma pack(pop)
#pragma pack(4)
struct t33 { char a; double b; int c __attribute__((aligned(16))); };
struct t34 { char a; double b __attribute__((packed)); long double c; };
struct t35 { char a; int64_t b; } __attribute__((aligned(32)));
#pragma pack()
struct t36 { int a:3; int b:5; };
struct t37 { char a; int b:3; char c; };
struct t38 { int a:20; int b:20; int c:20; };
struct t39 { char a:4; int b:20; short c:9; long d:40; };
struct t40 { unsigned a:1; int :0; unsigned b:1; char c; };
struct t41 { char a; long long :0; char b; };
struct t42 { char a:3; short :5; char b:3; int :20; char c; };
struct t43 { bool a:1; bool b:1; uint8_t c:6; uint64_t d:33; };
struct t44 { int a:3; int b:30; char c; } __attribute__((packed));
struct t45 { char a; int b:3 __attribute__((packed)); int c:30; };
#pragma pack(push, 1)
struct t46 { char a; int b:3; int c:31; char d; };
struct t47 { char a; int b:3; int c:31; char d; } __attribute__((packed));
struct t48 { char a:4; int :0; char b; };
#pragma pack(pop)
#pragma pack(push, 2)
struct t49 { char a; long b:40; int c:20; char d; };
#pragma pack(pop)
union t50 { char a[5]; int b; };
union t51 { int a:3; char b; long c:33; };
union t52 { struct t18 a; struct t38 b; double c[2]; };
struct t53 { union t50 a[2]; char b; };
struct t54 { unsigned long long a:64; char b; };
struct t55 { enum color a:4; enum negative b:2; unsigned c:26; };
struct t56 { int a; char b[]; };
struct t57 { char a; short b; int c[0]; };
struct t58 { char a; struct { int b; char c; } __attribute__((packed)) d[3]; int e; };
struct t59 { char a; struct { char b; } __attribute__((aligned(8))) c; char d; };
struct t60 { _Atomic int a; char b; _Atomic long long c; _Atomic char d; };
struct t61 { char a; struct inner { short b; } c, *d, e[2]; };
struct t62 { char a[MASK >> 2]; char b[(BLUE > GREEN) ? 3 : 5]; char c['\n']; char d[010]; char e[-RED + ~-8]; };
struct t63 { int (x); char (y)[3]; };
struct t64 { signed char a:7; signed char b:7; unsigned short c:15; unsigned short d:2; };
typedef struct { char a; double b; } t65;
typedef union { char a; float b; } t66, *t66_pointer;

static inline int trick(struct t1 *t) { return t->a == '}' ? 1 : sizeof "{"; }
extern int tricky_values[ROWS];
#endif
