/** Round trips with Python's multiprocessing.connection. */
package io.nativeipc.benchmarks.python;
