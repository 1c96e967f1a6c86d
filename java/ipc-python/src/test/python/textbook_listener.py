"""A child that listens: textbook_listener.py PATH, the authkey is in the environment."""

import os
import sys
from multiprocessing.connection import Listener

with Listener(sys.argv[1], authkey=os.environ["AUTHKEY"].encode()) as listener:
    print("listening", flush=True)
    with listener.accept() as parent:
        number = parent.recv()
        print(number)
        parent.send(2 * number)
