/** Uses native-ipc as it is published, and nothing of this build. */
module consumer {
    requires io.nativeipc.all;
}
