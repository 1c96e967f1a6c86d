# Builds the C++ peer that the tests run under qemu: cmake -DBUILD=FOLDER -P qemu.cmake.
include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

cross_build(qemu-aarch64 "${CMAKE_CURRENT_LIST_DIR}/toolchains/qemu-aarch64.cmake" ipc_peer)
