/** One dependency: the API, both providers and the C library for every platform, which are found by ServiceLoader. */
module io.nativeipc.all {
    requires transitive io.nativeipc;
}
