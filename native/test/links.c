/* A program that a completely installed compiler can build. */
#include <stdio.h>
#include <windows.h>

int main(void) {
    printf("%lu\n", (unsigned long)GetCurrentProcessId());
    return 0;
}
