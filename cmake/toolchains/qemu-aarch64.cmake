# For the C++ peer that qemu-aarch64-static runs with Debian's libc6-arm64-cross. It calls functions that glibc 2.17
# lacks.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(zig_target aarch64-linux-gnu.2.36)
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")
