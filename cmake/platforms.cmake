# Builds the library for every platform, which needs only zig: cmake -DBUILD=FOLDER -P platforms.cmake. Each platform
# has a folder below BUILD with the name of its toolchain. The files for the jars are in BUILD/natives.
#   -DCHECK=ON   also compares the committed constants with each platform's headers, and tests the library with musl
#   -DUPDATE=ON  writes the constants
#   -DRING=ON    also builds the ring channel for C, in BUILD/PLATFORM-ring, for Linux alone (native/c/CMakeLists.txt)
# The first two options run a program for each Linux platform, and a Python script for macOS and Windows. Tools that are
# missing for a platform are reported in one line; with -DPEERS=required this is an error.
include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

set(constants)
if(UPDATE)
    set(constants update_constants)
elseif(CHECK AND NOT PEERS STREQUAL "none")
    set(constants check_constants)
elseif(CHECK)
    message(NOTICE "native-ipc: the constants of the other platforms are not compared: -Dpeers=none")
    return()
endif()
cmake_host_system_information(RESULT host QUERY OS_PLATFORM)
file(GLOB toolchains "${CMAKE_CURRENT_LIST_DIR}/toolchains/*-*.cmake")
list(FILTER toolchains EXCLUDE REGEX "/(mingw|qemu)-")
foreach(toolchain IN LISTS toolchains)
    cmake_path(GET toolchain STEM platform)
    set(targets native_ipc)
    if(constants)
        missing_to_run("${platform}" missing)
        if(NOT missing)
            list(APPEND targets ${constants})
            if(CHECK AND platform STREQUAL "linux-${host}-musl") # qemu has no robust mutexes
                list(APPEND targets check_shim)
            endif()
        elseif(UPDATE OR PEERS STREQUAL "required")
            message(FATAL_ERROR "native-ipc: the constants of ${platform}: ${missing}")
        else()
            message(NOTICE "native-ipc: the constants of ${platform} are not compared: ${missing}")
        endif()
    endif()
    cross_build("${platform}" "${toolchain}" "${targets}" -DNATIVE_IPC_SHIM_ALONE=ON)
    if(RING AND platform MATCHES "^linux-")
        set(ENV{NATIVE_IPC_GLIBC} 2.28) # ring.hpp calls getrandom, which glibc 2.17 lacks
        cross_build("${platform}-ring" "${toolchain}" "native_ipc_ring_c;native_ipc_ring_c_static")
        unset(ENV{NATIVE_IPC_GLIBC})
    endif()
endforeach()
