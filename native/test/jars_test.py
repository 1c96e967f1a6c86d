"""Tests the jar of each platform: jars_test.py FOLDER VERSION JAR_TOOL, after the build of all platforms.

Each jar contains one library in the platform's own format. The library exports the functions of ipc_shim.h and no
others, and needs only libraries of the system. A build of the same sources in another folder gives the same bytes.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import lief

FOLDER, VERSION, JAR_TOOL = sys.argv[1:]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

GLIBC = ("ELF", "libnative_ipc.so", {"libc.so.6", "libpthread.so.0", "librt.so.1"})
MUSL = ("ELF", "libnative_ipc.so", {"libc.so"})
MACOS = ("MACHO", "libnative_ipc.dylib", {"@rpath/libnative_ipc.dylib", "/usr/lib/libSystem.B.dylib"})
WINDOWS = ("PE", "native_ipc.dll", set())
# The symbols that a linker for macOS exports by itself.
LINKER = {"__mh_dylib_header", "___dso_handle"}
PLATFORMS = {
    "linux-x86_64": GLIBC, "linux-aarch64": GLIBC, "linux-x86_64-musl": MUSL, "linux-aarch64-musl": MUSL,
    "macos-x86_64": MACOS, "macos-aarch64": MACOS, "windows-x86_64": WINDOWS, "windows-aarch64": WINDOWS,
}


def jar(platform):
    return os.path.join(FOLDER, f"native-ipc-{VERSION}-{platform}.jar")


def library(platform):
    with zipfile.ZipFile(jar(platform)) as archive:
        return archive.read(f"META-INF/native/{platform}/{PLATFORMS[platform][1]}")


def declared():
    with open(os.path.join(ROOT, "native/shim/ipc_shim.h"), encoding="ascii") as header:
        return set(re.findall(r"^IPC_API .*?(ipc_\w+)\(", header.read(), re.MULTILINE))


class JarsTest(unittest.TestCase):
    def for_each_platform(self, check):
        for platform, kind in PLATFORMS.items():
            with self.subTest(platform):
                check(platform, *kind)

    def test_there_is_one_for_each_platform(self):
        found = {re.sub(r".*/native-ipc-[^-]*-(.*)\.jar", r"\1", entry.path)
                 for entry in os.scandir(FOLDER) if re.search(r"-(linux|macos|windows)-", entry.name)}
        self.assertEqual(set(PLATFORMS), found)

    def test_it_is_a_named_module_that_provides_its_library(self):
        def check(platform, _, file, __):
            module = "io.nativeipc.natives." + platform.replace("-", ".")
            said = subprocess.run([JAR_TOOL, "--describe-module", "--file", jar(platform)], capture_output=True,
                                  text=True, check=True).stdout
            self.assertTrue(said.startswith(module + " "), said)
            self.assertIn(f"provides io.nativeipc.internal.sys.NativeLibrary with {module.lower()}.Library", said)
            with zipfile.ZipFile(jar(platform)) as archive:
                names = {name for name in archive.namelist() if not name.endswith("/")}
                description = archive.read(f"META-INF/native/{platform}/native-ipc.properties").decode()
                self.assertEqual(f"{module}.Library\n",
                                 archive.read("META-INF/services/io.nativeipc.internal.sys.NativeLibrary").decode())
            self.assertEqual({f"META-INF/native/{platform}/{file}", f"META-INF/native/{platform}/native-ipc.properties",
                              "META-INF/services/io.nativeipc.internal.sys.NativeLibrary", "module-info.class",
                              module.replace(".", "/") + "/Library.class"},
                             {name for name in names if not re.match(r"META-INF/(MANIFEST.MF|maven/|LICENSE$|NOTICE$)", name)})
            self.assertEqual(f"version={VERSION}\nsha256={hashlib.sha256(library(platform)).hexdigest()}\n", description)

        self.for_each_platform(check)

    def test_it_is_a_library_of_that_system_and_processor(self):
        def check(platform, form, _, needed):
            binary = lief.parse(library(platform))
            self.assertEqual(form, binary.format.name)
            self.assertEqual("ARM64" if "aarch64" in platform else "X86_64", binary.abstract.header.architecture.name)
            self.assertEqual(needed, set(binary.abstract.libraries))

        self.for_each_platform(check)

    def test_it_exports_what_the_header_declares(self):
        def check(platform, form, *_):
            binary = lief.parse(library(platform))  # a variable, because its parts become invalid with it
            exported = {each.name for each in binary.abstract.exported_functions}
            self.assertEqual({"_" + name for name in declared()} if form == "MACHO" else declared(), exported - LINKER)

        self.assertGreater(len(declared()), 30)
        self.for_each_platform(check)

    def test_glibc_2_17_is_enough(self):
        for platform in "linux-x86_64", "linux-aarch64":
            binary = lief.parse(library(platform))
            versions = {each.name for need in binary.symbols_version_requirement
                        for each in need.get_auxiliary_symbols()}
            self.assertTrue(versions)
            for version in versions:
                self.assertLessEqual([int(part) for part in version.split("_")[1].split(".")], [2, 17], version)

    def test_it_is_stripped_and_knows_no_folder_of_the_build(self):
        def check(platform, form, *_):
            binary = lief.parse(library(platform))
            sections = {section.name for section in binary.sections}
            self.assertFalse({name for name in sections if "debug" in name or name == ".symtab"})
            self.assertNotIn(ROOT.encode(), library(platform))
            self.assertNotIn(b"/native/", library(platform))
            if form == "MACHO":
                self.assertFalse([symbol.name for symbol in binary.symbols if symbol.name.endswith(".o")])

        self.for_each_platform(check)

    def test_another_folder_gives_the_same_bytes(self):
        with tempfile.TemporaryDirectory(dir=FOLDER, prefix="a-folder-with-a-longer-name-than-") as folder:
            for part in "cmake", "native":
                shutil.copytree(os.path.join(ROOT, part), os.path.join(folder, part), ignore=shutil.ignore_patterns("target"))
            subprocess.run(["cmake", f"-DBUILD={folder}/build", "-P", f"{folder}/cmake/platforms.cmake"], check=True,
                           stdout=subprocess.DEVNULL)

            def check(platform, _, file, __):
                with open(f"{folder}/build/natives/META-INF/native/{platform}/{file}", "rb") as again:
                    self.assertEqual(hashlib.sha256(library(platform)).hexdigest(),
                                     hashlib.sha256(again.read()).hexdigest())

            self.for_each_platform(check)


if __name__ == "__main__":
    lief.logging.disable()
    unittest.main(argv=sys.argv[:1], verbosity=2)
