# zig contains Clang and the headers and stubs of every platform. It is taken from PATH or from Python's module ziglang.
# The caller must set zig_target, CMAKE_SYSTEM_NAME and CMAKE_SYSTEM_PROCESSOR.
if(NOT DEFINED ENV{NATIVE_IPC_ZIG})
    find_program(zig zig NO_CACHE)
    if(NOT zig)
        execute_process(
            COMMAND python3 -c "import os, ziglang; print(os.path.join(os.path.dirname(ziglang.__file__), 'zig'), end='')"
            OUTPUT_VARIABLE zig ERROR_QUIET)
    endif()
    execute_process(COMMAND "${zig}" version RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "native-ipc: zig is missing or does not run: pip install ziglang==0.15.2")
    endif()
    set(ENV{NATIVE_IPC_ZIG} "${zig}") # CMake reads this file again for each of its own tests
endif()
set(CMAKE_C_COMPILER "$ENV{NATIVE_IPC_ZIG}" cc -target ${zig_target})
set(CMAKE_CXX_COMPILER "$ENV{NATIVE_IPC_ZIG}" c++ -target ${zig_target})
set(CMAKE_C_COMPILER_FORCED TRUE)
if(CMAKE_SYSTEM_NAME STREQUAL "Darwin")
    set(CMAKE_INSTALL_NAME_TOOL "${CMAKE_COMMAND}") # zig has no such tool, and nothing is installed
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT CMAKE_SYSTEM_PROCESSOR STREQUAL CMAKE_HOST_SYSTEM_PROCESSOR)
    set(qemu "qemu-${CMAKE_SYSTEM_PROCESSOR}-static")
    find_program(${qemu} "${qemu}" NO_CACHE)
    if(${qemu})
        # Programs for glibc need the libraries of libc6-ARCH-cross; programs for musl need none.
        set(CMAKE_CROSSCOMPILING_EMULATOR "${${qemu}}" -L "/usr/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu")
    endif()
endif()
