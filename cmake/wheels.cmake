# Builds the Python package's wheels for Linux on x86_64 and aarch64: cmake -DBUILD=FOLDER -P wheels.cmake. They are in
# BUILD/wheels. This needs zig, and the modules build and hatchling of Python 3 (.ci/install-peers). With -DPEERS=auto no
# wheel is built if they are missing, and with -DPEERS=none none at all.
include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

works(ok python3 -c "import build.__main__, hatchling, ziglang")
if(PEERS STREQUAL "none")
    return()
elseif(PEERS STREQUAL "auto" AND NOT ok)
    message(NOTICE "native-ipc: the wheels for Python are not built: python3 has no build, hatchling or ziglang")
    return()
elseif(NOT ok)
    message(FATAL_ERROR "native-ipc: python3 has no build, hatchling or ziglang: .ci/install-peers")
endif()

file(REMOVE_RECURSE "${BUILD}/wheels")
set(ENV{NATIVE_IPC_GLIBC} 2.28) # as in platforms.cmake; it is in the wheels' names
foreach(arch x86_64 aarch64)
    cross_build("linux-${arch}-ring" "${CMAKE_CURRENT_LIST_DIR}/toolchains/linux-${arch}.cmake" native_ipc_ring_c)
    set(library "${BUILD}/linux-${arch}-ring/c/libnative_ipc_ring.so")
    file(REAL_PATH "${library}" library)
    execute_process(
        COMMAND "${CMAKE_COMMAND}" -E env PYTHONDONTWRITEBYTECODE=1 "NATIVE_IPC_RING_LIBRARY=${library}"
            NATIVE_IPC_RING_TAG=manylinux_2_28_${arch}
            python3 -m build --wheel --no-isolation --outdir "${BUILD}/wheels" "${CMAKE_CURRENT_LIST_DIR}/../native/python"
        COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endforeach()
execute_process(COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/../native/test/wheels_test.py" "${BUILD}/wheels"
    COMMAND_ERROR_IS_FATAL ANY)
