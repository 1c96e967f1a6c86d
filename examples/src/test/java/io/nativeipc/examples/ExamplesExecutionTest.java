package io.nativeipc.examples;

import io.nativeipc.contract.ExecutionContract;

/** {FFM on 25, JNA on 17}: what {@code expected.java} and {@code expected.provider} say. */
class ExamplesExecutionTest extends ExecutionContract {}
