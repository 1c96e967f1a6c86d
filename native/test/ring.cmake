# The tests of the ring channel and of the latest value in C++. Each runs without a sanitizer, and under AddressSanitizer
# with UndefinedBehaviorSanitizer (the longest tests only with NATIVE_IPC_FULL). The test with threads also runs under
# ThreadSanitizer. A sanitizer that the compiler lacks is left out.
include(CheckCXXSourceCompiles)

add_executable(ipc_ring_layout ring_layout.c)
target_link_libraries(ipc_ring_layout PRIVATE native_ipc::ring)
add_test(NAME ring_layout COMMAND ipc_ring_layout)
set_tests_properties(ring_layout PROPERTIES PASS_REGULAR_EXPRESSION "STATE_OFFSET=128.*RECORD_PADDING=2")

function(add_ring_test name source)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE native_ipc::ring)
    target_compile_definitions(${name} PRIVATE NATIVE_IPC_RING_KILL_POINTS)
    target_compile_options(${name} PRIVATE ${ARGN})
    target_link_options(${name} PRIVATE ${ARGN})
endfunction()

function(have_sanitizer name result)
    set(CMAKE_REQUIRED_FLAGS "-fsanitize=${name}")
    check_cxx_source_compiles("int main() { return 0; }" ${result})
    if(NOT ${result})
        message(STATUS "The ring's tests under -fsanitize=${name} are left out: it does not link")
    endif()
endfunction()
have_sanitizer(address,undefined NATIVE_IPC_HAVE_ASAN)
have_sanitizer(thread NATIVE_IPC_HAVE_TSAN)

option(NATIVE_IPC_FULL "Test as mvn -Pfull does: more kills, and the longest tests under AddressSanitizer too" OFF)
set(kill_rounds 4)
set(asan_tests exchange fork hostile latest)
if(NATIVE_IPC_FULL)
    set(kill_rounds 20)
    list(APPEND asan_tests kill threads)
endif()

foreach(test exchange fork hostile kill latest threads)
    set(source ring_${test}_test.cpp)
    add_ring_test(ring_${test}_test ${source})
    add_test(NAME ring_${test} COMMAND ring_${test}_test
        $<$<STREQUAL:${test},kill>:${kill_rounds}>)
    set(tests ring_${test})
    if(NATIVE_IPC_HAVE_ASAN AND test IN_LIST asan_tests)
        add_ring_test(ring_${test}_test_asan ${source} -O1 -fsanitize=address,undefined -fno-sanitize-recover=all)
        add_test(NAME ring_${test}_asan COMMAND ring_${test}_test_asan $<$<STREQUAL:${test},kill>:4>)
        list(APPEND tests ring_${test}_asan)
    endif()
    set_tests_properties(${tests} PROPERTIES TIMEOUT 300)
endforeach()

# Checks the behaviour that C++ has in common with Java, whose suite reads the same table.
add_ring_test(ring_table_test ring_table_test.cpp)
add_test(NAME ring_table COMMAND ring_table_test ${CMAKE_CURRENT_SOURCE_DIR}/ring_table.txt)
set_tests_properties(ring_table PROPERTIES TIMEOUT 120)

# ThreadSanitizer does not model fences (-Wtsan). It does see the futex and the record headers, through which sleeping
# waits hand over messages. GCC 12 needs vm.mmap_rnd_bits <= 28.
if(NATIVE_IPC_HAVE_TSAN)
    add_ring_test(ring_threads_test_tsan ring_threads_test.cpp -O1 -fsanitize=thread -Wno-tsan)
    add_test(NAME ring_threads_tsan COMMAND ring_threads_test_tsan)
    set_tests_properties(ring_threads_tsan PROPERTIES TIMEOUT 120 ENVIRONMENT TSAN_OPTIONS=halt_on_error=1)
endif()

if(Python3_FOUND)
    add_ring_test(ring_python_test ring_python_test.cpp)
    add_test(NAME ring_python
        COMMAND ring_python_test ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/ring_reader.py)
    set_tests_properties(ring_python PROPERTIES TIMEOUT 60)
endif()

include(ring_c.cmake)

if(Python3_FOUND)
    add_test(NAME python_package COMMAND ${CMAKE_COMMAND}
        -DPYTHON=${Python3_EXECUTABLE} -DLIBRARY=$<TARGET_FILE:native_ipc_ring_c> -DC_PEER=$<TARGET_FILE:ipc_ring_c_peer>
        -DPEER=$<TARGET_FILE:ipc_peer> -DPEERS=${NATIVE_IPC_PEERS}
        -P ${CMAKE_CURRENT_SOURCE_DIR}/python_package.cmake)
    set_tests_properties(python_package PROPERTIES TIMEOUT 300 SKIP_REGULAR_EXPRESSION "skipped: ")
endif()

# Tests the installed package: installs it in the build folder, and builds a project that finds it.
add_test(NAME ring_package COMMAND ${CMAKE_COMMAND}
    -DBUILD=${CMAKE_BINARY_DIR} -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/package -DWORK=${CMAKE_CURRENT_BINARY_DIR}/package
    -DCOMPILER=${CMAKE_CXX_COMPILER} -DC_COMPILER=${CMAKE_C_COMPILER} -P ${CMAKE_CURRENT_SOURCE_DIR}/package.cmake)
add_test(NAME ring_pkgconfig COMMAND ${CMAKE_COMMAND}
    -DBUILD=${CMAKE_BINARY_DIR} -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/package -DWORK=${CMAKE_CURRENT_BINARY_DIR}/pkgconfig
    -DCOMPILER=${CMAKE_CXX_COMPILER} -DC_COMPILER=${CMAKE_C_COMPILER} -P ${CMAKE_CURRENT_SOURCE_DIR}/pkgconfig.cmake)
set_tests_properties(ring_pkgconfig PROPERTIES SKIP_REGULAR_EXPRESSION "skipped: ")
