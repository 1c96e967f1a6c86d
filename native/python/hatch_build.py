"""Puts libnative_ipc_ring.so into the wheel.

NATIVE_IPC_RING_LIBRARY is the library, and NATIVE_IPC_RING_TAG the wheel's platform, such as manylinux_2_28_x86_64.
Without the first, the C++ compiler of this machine ($CXX, or c++) compiles the library.
"""
import os
import subprocess
import sysconfig
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Library(BuildHookInterface):
    def initialize(self, version, build_data):
        if version == "editable":
            return
        self.folder = tempfile.TemporaryDirectory()
        library = os.environ.get("NATIVE_IPC_RING_LIBRARY") or self.compile()
        platform = os.environ.get("NATIVE_IPC_RING_TAG") or sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
        build_data["force_include"][library] = "native_ipc/libnative_ipc_ring.so"

    def finalize(self, version, build_data, artifact_path):
        if version != "editable":
            self.folder.cleanup()

    def compile(self):
        native = Path(self.root, "native")  # in an sdist
        if not native.exists():
            native = Path(self.root).parent
        library = Path(self.folder.name, "libnative_ipc_ring.so")
        subprocess.run(
            [os.environ.get("CXX", "c++"), "-std=c++17", "-O2", "-fPIC", "-shared", "-fvisibility=hidden",
             "-D_GNU_SOURCE", f'-DNATIVE_IPC_VERSION="{self.metadata.version}"', f"-I{native / 'include'}",
             *sorted(map(str, (native / "c").glob("*.cpp"))), "-static-libgcc", "-static-libstdc++",
             f"-Wl,--version-script={native / 'c' / 'native_ipc_ring.map'}", "-Wl,-s", "-pthread", "-lrt",
             "-o", str(library)],
            check=True)
        return str(library)
