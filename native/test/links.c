/* What a compiler that is installed whole makes a program of. */
#include <stdio.h>
#include <windows.h>

int main(void) {
    printf("%lu\n", (unsigned long)GetCurrentProcessId());
    return 0;
}
