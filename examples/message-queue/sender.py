import sys

import posix_ipc

orders = posix_ipc.MessageQueue(sys.argv[1] if len(sys.argv) > 1 else "/orders")
orders.send("an order from Python", priority=1)
orders.close()
print("sent")
