# Builds the C++ peer that the tests under qemu run: cmake -DBUILD=FOLDER -P qemu.cmake.
function(run)
    execute_process(COMMAND "${CMAKE_COMMAND}" ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
run(-S "${CMAKE_CURRENT_LIST_DIR}/../native" -B "${BUILD}/qemu-aarch64"
    "-DCMAKE_TOOLCHAIN_FILE=${CMAKE_CURRENT_LIST_DIR}/toolchains/qemu-aarch64.cmake"
    -DCMAKE_BUILD_TYPE=Release --log-level=WARNING)
run(--build "${BUILD}/qemu-aarch64" --parallel ${cores} --target ipc_peer)
