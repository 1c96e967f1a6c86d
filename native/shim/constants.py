"""Prints the numbers of a platform whose programs do not run here, in the format of constants.c. The numbers come from
the assembly of numbers_posix.c or numbers_windows.c, the texts of the error codes from the comments of that platform's errno.h.

Usage: constants.py ASSEMBLY HEADER
"""

import re
import sys


def entries(assembly):
    """Yields the name, the number and whether it is an error code, for each struct ipc_entry."""
    texts = dict(re.findall(r'^(\S+):.*\n\s*\.asciz\s+"(.*)"', assembly, re.MULTILINE))
    table = assembly[re.search(r"^_?ipc_entries:", assembly, re.MULTILINE).start():]
    entry = r"\s*\.(?:quad|xword)\s+(\S+).*\n\s*\.(?:quad|xword)\s+(\S+).*\n\s*\.(?:long|word)\s+(\d+)"
    for name, number, is_errno in re.findall(entry, table):
        yield texts[name], int(number), is_errno == "1"


def main():
    assembly, header = (open(name, encoding="utf-8").read() for name in sys.argv[1:])
    texts = dict(re.findall(r"#define\s+(E\w+)\s+\d+\s+/\* (.+?)\.? \*/", header))
    print("# Made by: cmake --build native/target/build --target update_constants")
    for name, number, is_errno in sorted(entries(assembly)):
        print(f"{name}={number}")
        if is_errno:
            print(f"{name}.text={texts[name]}")


if __name__ == "__main__":
    main()
