"""A Python parent with a child in Java: python3 parent.py java -cp ... PipeChild"""

import multiprocessing
import subprocess
import sys

parent, child = multiprocessing.Pipe()
java = subprocess.Popen([*sys.argv[1:], str(child.fileno())], pass_fds=[child.fileno()])
child.close()
parent.send({"symbol": "ACME", "prices": [100, 101.5]})
print("received", parent.recv())
sys.exit(java.wait())
