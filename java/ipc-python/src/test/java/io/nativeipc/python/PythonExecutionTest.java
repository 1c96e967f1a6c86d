package io.nativeipc.python;

import io.nativeipc.contract.ExecutionContract;

/** Checks that the tests run as {FFM on 25, JNA on 17}, by {@code expected.java} and {@code expected.provider}. */
class PythonExecutionTest extends ExecutionContract {}
