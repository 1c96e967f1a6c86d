"""Sends an order to OrderListener.java."""

import sys
from multiprocessing.connection import Client

with Client(sys.argv[1] if len(sys.argv) > 1 else "/tmp/orders.sock", authkey=b"secret") as connection:
    connection.send(["ACME", 200])
    print("accepted", str(connection.recv()).lower())
