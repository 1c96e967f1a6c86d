"""Checks the wheels of a folder, and loads and calls their libraries from C, for the other processor under qemu.

wheels_test.py FOLDER
"""
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MACHINES = {"x86_64": 62, "aarch64": 183}
NATIVE = Path(__file__).resolve().parent.parent


def check(wheel, version, arch):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert "native_ipc/py.typed" in names and "native_ipc/__init__.py" in names, names
        assert not [name for name in names if "test" in name or name.endswith(".pyc")], names
        library = archive.read("native_ipc/libnative_ipc_ring.so")
    assert struct.unpack_from("<4sBB", library) == (b"\x7fELF", 2, 1), wheel
    assert struct.unpack_from("<H", library, 18) == (MACHINES[arch],), wheel
    versions = {tuple(map(int, found.split(b"."))) for found in re.findall(rb"GLIBC_([0-9.]+)\0", library)}
    assert versions and max(versions) <= (2, 28), (wheel, max(versions))
    assert not re.search(rb"lib(std)?c\+\+\.so", library), f"{wheel}: the library needs a library of C++"
    call(library, version, arch)


def call(library, version, arch):
    emulator = []
    if arch != platform.machine():
        emulator = [f"qemu-{arch}-static", "-L", f"/usr/{arch}-linux-gnu"]
        if shutil.which(emulator[0]) is None or not os.path.exists(emulator[2]):
            print(f"native-ipc: the library for {arch} is not called: {emulator[0]} or {emulator[2]} is missing")
            return
    with tempfile.TemporaryDirectory() as folder:
        file, program = os.path.join(folder, "libnative_ipc_ring.so"), os.path.join(folder, "ring_loaded")
        Path(file).write_bytes(library)
        subprocess.run([sys.executable, "-m", "ziglang", "cc", "-target", f"{arch}-linux-gnu.2.28", "-I",
                        NATIVE / "include", NATIVE / "test" / "ring_loaded.c", "-o", program, "-ldl"], check=True)
        name = f"/wheel-{os.getpid()}"
        printed = subprocess.run([*emulator, program, file, name], check=True, stdout=subprocess.PIPE, text=True).stdout
        assert printed.strip() == version, printed


def main():
    found = set()
    for wheel in Path(sys.argv[1]).glob("*.whl"):
        version, arch = re.fullmatch(r"native_ipc-([0-9.]+)-py3-none-manylinux_2_28_(\w+)\.whl", wheel.name).groups()
        check(wheel, version, arch)
        found.add(arch)
    assert found == set(MACHINES), found


main()
