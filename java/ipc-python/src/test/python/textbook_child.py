"""The child of a parent in whatever language, which listens: textbook_child.py PATH, the authkey is in the environment."""

import os
import sys
from multiprocessing.connection import Client

with Client(sys.argv[1], authkey=os.environ["AUTHKEY"].encode()) as parent:
    number = parent.recv()
    print(number)
    parent.send(2 * number)
