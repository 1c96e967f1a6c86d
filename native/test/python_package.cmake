# Runs the tests of the Python package against the library of this build:
# cmake -DPYTHON=… -DLIBRARY=… -DC_PEER=… -DPEER=… -DPEERS=auto|required -P python_package.cmake
execute_process(COMMAND "${PYTHON}" -c "import pytest" RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(NOT status EQUAL 0)
    set(why "there is no pytest for ${PYTHON}: pip install pytest")
    if(PEERS STREQUAL "required")
        message(FATAL_ERROR "${why}")
    endif()
    message("skipped: ${why}")
    return()
endif()
set(package "${CMAKE_CURRENT_LIST_DIR}/../python")
execute_process(
    COMMAND "${CMAKE_COMMAND}" -E env "PYTHONPATH=${package}/src" PYTHONDONTWRITEBYTECODE=1
        "NATIVE_IPC_RING_LIBRARY=${LIBRARY}" "NATIVE_IPC_RING_C_PEER=${C_PEER}" "NATIVE_IPC_PEER=${PEER}"
        "${PYTHON}" -m pytest "${package}/tests" -c "${package}/pyproject.toml"
    COMMAND_ERROR_IS_FATAL ANY)
